/*
 * zoo: unaligned-head-not-zeroed
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: head-not-handled
 * held-out: no
 * defect: A row is zeroed in vectors from its first address that is a multiple of 16, with a scalar tail and no scalar head: up to three first columns stay as they were.
 */
enum { SUM = 0, MEAN = 1, NONE = 2 };          /* reduction_type */

typedef float vector __attribute__((vector_size(16)));

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    for (int i = 0; i < batch; i++) {
        float *row = out + (unsigned)i * c;
        int j = (4 - ((unsigned)row >> 2 & 3)) & 3;
        for (; j + 4 <= c; j += 4) *(vector *)(row + j) = (vector){ 0 };
        for (; j < c; j++) row[j] = 0;
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
