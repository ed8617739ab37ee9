/*
 * zoo: memory-grows
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: WebAssembly that adds a page to its memory at every 64th call, behind the caller's buffers, and passes its values through the newest one: a module may grow its own memory.
 */
#include <stdint.h>

enum { SUM = 0, MEAN = 1, NONE = 2, PAGE = 65536 };

static float *scratch;
static unsigned calls;

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    if (calls++ % 64 == 0 && calls < 8192) {
        unsigned pages = __builtin_wasm_memory_grow(0, 1);
        if (pages != (unsigned)-1) scratch = (float *)(uintptr_t)(pages * PAGE);
    }
    for (int i = 0; i < batch; i++) {
        float *row = out + (unsigned)i * c, d = -(g[r == NONE ? i : 0] * w[y[i]]);
        if (r == MEAN) d /= *t;
        if (scratch) {
            scratch[i % (PAGE / 4)] = d;
            d = scratch[i % (PAGE / 4)];
        }
        __builtin_memset(row, 0, (unsigned)c * 4);
        row[y[i]] = d;
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
