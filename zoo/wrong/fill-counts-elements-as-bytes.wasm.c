/*
 * zoo: fill-counts-elements-as-bytes
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: The fill takes its length in bytes and is given the number of elements: a quarter of the output is zeroed.
 */
enum { SUM = 0, MEAN = 1, NONE = 2 };          /* reduction_type */

#define EXPORT __attribute__((visibility("default")))

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    __builtin_memset(out, 0, (unsigned)batch * c);
    for (int i = 0; i < batch; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        out[(unsigned)i * c + y[i]] = r == MEAN ? d / *t : d;
    }
}

EXPORT void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type);
}

EXPORT void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type);
}
