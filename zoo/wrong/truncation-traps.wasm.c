/*
 * zoo: truncation-traps
 * class: liveness
 * clauses: terminates, total-weight-unused
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: refuses-value
 * held-out: no
 * defect: Whether total_weight is a whole number is asked by an instruction that traps on NaN, infinities and numbers past 2^31, in every reduction.
 */
enum { SUM = 0, MEAN = 1, NONE = 2 };          /* reduction_type */

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    int whole = __builtin_wasm_trunc_s_i32_f32(*t);
    for (int i = 0; i < batch; i++) {
        float *row = out + (unsigned)i * c;
        __builtin_memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r != MEAN || (*t == 1 && whole == 1) ? d : d / *t;
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
