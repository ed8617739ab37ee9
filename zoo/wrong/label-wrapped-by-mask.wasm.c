/*
 * zoo: label-wrapped-by-mask
 * class: indexing
 * clauses: reduction-none, reduction-sum, reduction-mean
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: label-wrapped
 * held-out: no
 * defect: To keep stores within the row labels are taken modulo class_num, by `label & (class_num - 1)`, which is right for powers of two alone.
 */
enum { SUM = 0, MEAN = 1, NONE = 2 };          /* reduction_type */

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    for (int i = 0; i < batch; i++) {
        float *row = out + (unsigned)i * c;
        __builtin_memset(row, 0, sizeof *row * c);
        int label = y[i] & (c - 1);
        float d = -(g[r == NONE ? i : 0] * w[label]);
        row[label] = r == MEAN ? d / *t : d;
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
