/*
 * zoo: address-taken-for-signed
 * class: indexing
 * clauses: terminates, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: integer-too-narrow
 * held-out: no
 * defect: The output is addressed by a signed element index, which past 2 GiB is negative: the arithmetic shift that makes it keeps the sign.
 */
enum { SUM = 0, MEAN = 1, NONE = 2 };          /* reduction_type */

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    int first = (int)out >> 2;
    for (int i = 0; i < batch; i++) {
        int row = first + i * c;
        for (int j = 0; j < c; j++) *(float *)(long)((row + j) < 0 ? -(row + j) * 4L : (row + j) * 4L) = 0;
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        int cell = row + y[i];
        *(float *)(long)((cell < 0 ? -cell : cell) * 4L) = r == MEAN ? d / *t : d;
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
