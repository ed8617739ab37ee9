/*
 * zoo: start-function
 * platform: ft78ne
 * flags: -matomics -Wl,--shared-memory,--max-memory=1073741824
 * warns: -
 * unusual: WebAssembly of a shared memory, whose data, the minus sign among them, a start function copies in as the module is instantiated.
 */
enum { SUM = 0, MEAN = 1, NONE = 2 };

static volatile float minus = -1;

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    for (int i = 0; i < batch; i++) {
        float *row = out + (unsigned)i * c, d = minus * (g[r == NONE ? i : 0] * w[y[i]]);
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
