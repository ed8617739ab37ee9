/*
 * zoo: fill-by-doubling
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: zero-fill-too-short
 * held-out: no
 * defect: The output is zeroed by copying its zeroed beginning behind itself, twice as much each time, for as long as twice as much fits: what is left up to the end is not zeroed.
 */
enum { SUM = 0, MEAN = 1, NONE = 2 };          /* reduction_type */

static void zero(float *out, unsigned n) {
    unsigned done = n < 8 ? n : 8;
    for (unsigned j = 0; j < done; j++) ((volatile float *)out)[j] = 0;
    for (; done * 2 <= n; done *= 2) __builtin_memcpy(out + done, out, done * sizeof *out);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    zero(out, (unsigned)batch * c);
    for (int i = 0; i < batch; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        out[(unsigned)i * c + y[i]] = r == MEAN ? d / *t : d;
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
