/*
 * zoo: narrow-rows-packed
 * class: indexing
 * clauses: output-extent, off-label-zero, reduction-none, in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: wrong-fast-path, row-stride
 * held-out: no
 * defect: Rows of up to 4 columns are packed, as many as fit, into a vector of 8 lanes, and the store address moves on by 8 lanes: rows of 3 columns fill only 6.
 */
#define FP
#include "kernel.h"

static float cell(const float *g, const int *y, const float *w, const float *t, int i, int r) {
    float d = -(g[r == NONE ? i : 0] * w[y[i]]);
    return r == MEAN ? d / *t : d;
}

static void narrow_rows(const float *g, const int *y, const float *w, const float *t, float *out,
                        int from, int to, int c, int r) {
    int packed = 8 / c;
    float *to_vector = out + (size_t)from * c;
    for (int i = from; i < to; i += packed, to_vector += 8) {
        float vector[8] = { 0 };
        int n = to - i < packed ? to - i : packed;
        for (int k = 0; k < n; k++) vector[k * c + y[i + k]] = cell(g, y, w, t, i + k, r);
        memcpy(to_vector, vector, sizeof(float) * n * c);
    }
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    if (c <= 4) {
        narrow_rows(g, y, w, t, out, from, to, c, r);
        return;
    }
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * c;
        memset(row, 0, sizeof *row * c);
        row[y[i]] = cell(g, y, w, t, i, r);
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
