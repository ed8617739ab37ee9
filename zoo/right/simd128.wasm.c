/*
 * zoo: simd128
 * platform: ft78ne
 * flags: -msimd128
 * warns: -
 * unusual: WebAssembly with vectors of four: rows are zeroed by unaligned vector stores that overlap at their end.
 */
#include <stdint.h>

typedef float vector __attribute__((vector_size(16), aligned(4)));

enum { SUM = 0, MEAN = 1, NONE = 2 };          /* reduction_type */

static void zero(float *row, int c) {
    if (c < 4) {
        for (int j = 0; j < c; j++) row[j] = 0;
        return;
    }
    for (int j = 0; j + 4 <= c; j += 4) *(vector *)(row + j) = (vector){ 0 };
    *(vector *)(row + c - 4) = (vector){ 0 };
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    for (int i = 0; i < batch; i++) {
        float *row = out + (unsigned)i * c;
        zero(row, c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

__attribute__((visibility("default"))) void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type);
}

__attribute__((visibility("default"))) void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type);
}
