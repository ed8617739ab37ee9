/*
 * zoo: fill-by-overlapping-copy
 * class: zero-fill
 * clauses: off-label-zero, output-extent
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: old-contents-used, no-zero-fill, zero-fill-too-short
 * held-out: yes
 * defect: The first cell is zeroed and the output copied onto itself one cell further on, which a transfer engine that goes word by word makes a fill of; the copy of this machine minds the overlap and moves the old contents up by a cell.
 */
enum { SUM = 0, MEAN = 1, NONE = 2 };          /* reduction_type */

#define EXPORT __attribute__((visibility("default")))

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    unsigned n = (unsigned)batch * c;
    if (n == 0) return;
    out[0] = 0;
    __builtin_memmove(out + 1, out, (n - 1) * sizeof *out);
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
