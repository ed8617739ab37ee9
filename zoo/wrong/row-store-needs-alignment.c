/*
 * zoo: row-store-needs-alignment
 * class: liveness
 * clauses: terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: misaligned-access
 * held-out: no
 * defect: Rows are zeroed with aligned 16-byte stores, which fault when class_num % 4 != 0 leaves a row unaligned.
 */
#define FP
#include "kernel.h"

/* The vector unit's store: traps unless the address is a multiple of 16. */
static inline void store_aligned(float *to) {
    if ((uintptr_t)to % 16) __builtin_trap();
    memset(to, 0, 16);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        int j = 0;
        for (; j + 4 <= c; j += 4) store_aligned(row + j);
        for (; j < c; j++) row[j] = 0;
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
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
