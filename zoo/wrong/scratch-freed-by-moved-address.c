/*
 * zoo: scratch-freed-by-moved-address
 * class: memory
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: scratch-overflow
 * held-out: no
 * defect: Rows of more than 64 columns are built in memory whose address is moved to a multiple of 64, and the moved address is what is freed in the end.
 */
#define FP
#include "kernel.h"

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    float *line = 0;
    if (c > 64) {
        char *memory = malloc(sizeof *line * c + 64);
        if (!memory) abort();
        line = (float *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
        memset(line, 0, sizeof *line * c);
    }
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c, d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        if (line) {
            line[y[i]] = d;
            memcpy(row, line, sizeof *row * c);
            line[y[i]] = 0;
        } else {
            for (int j = 0; j < c; j++) row[j] = j == y[i] ? d : 0;
        }
    }
    free(line);
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
