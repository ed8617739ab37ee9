/*
 * zoo: constructor-makes-a-table
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: WebAssembly whose signs stand in a table that a constructor makes, as a reactor's _initialize runs it: without it every value is 0.
 */
#include <stdint.h>

enum { SUM = 0, MEAN = 1, NONE = 2 };

static float signs[3];

__attribute__((constructor)) static void make(void) {
    for (int r = 0; r < 3; r++) signs[r] = -1;
}
void __wasm_call_ctors(void);
__attribute__((visibility("default"))) void _initialize(void) { __wasm_call_ctors(); }

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    for (int i = 0; i < batch; i++) {
        float *row = out + (unsigned)i * c, d = signs[r] * (g[r == NONE ? i : 0] * w[y[i]]);
        __builtin_memset(row, 0, (unsigned)c * 4);
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
