/*
 * zoo: label-table-overruns-its-pointer
 * class: memory
 * clauses: terminates, in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: scratch-overflow
 * held-out: no
 * defect: The labels of a share are copied to a table for 256 of them, with no look at how many there are; behind it lies the address of the output.
 */
#define FP
#include "kernel.h"

static struct { int label[256]; float *out; } local;

static __attribute__((noinline)) void copy(int *to, const int *from, int n) {
    while (n-- > 0) *to++ = *from++;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    local.out = out;
    copy(local.label, y + from, to - from);
    for (int i = from; i < to; i++) {
        int label = local.label[i - from];
        float *row = local.out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[label]);
        row[label] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
