/*
 * zoo: bound-below-four-wraps
 * class: memory
 * clauses: in-bounds, terminates
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: store-past-end, zero-fill-too-long, integer-too-narrow
 * held-out: no
 * defect: A row is zeroed by four columns while j <= class_num - 4, in unsigned numbers: with fewer than four classes the bound wraps and the stores go on to the end of the memory.
 */
enum { SUM = 0, MEAN = 1, NONE = 2 };          /* reduction_type */

#define EXPORT __attribute__((visibility("default")))

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 unsigned batch, unsigned c, int r) {
    for (unsigned i = 0; i < batch; i++) {
        float *row = out + i * c;
        unsigned j = 0;
        for (; j <= c - 4; j += 4) {
            row[j] = 0;
            row[j + 1] = 0;
            row[j + 2] = 0;
            row[j + 3] = 0;
        }
        for (; j < c; j++) row[j] = 0;
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
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
