/*
 * zoo: scratch-past-own-memory
 * class: memory
 * clauses: inputs-unchanged, in-bounds
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: scratch-overflow
 * held-out: no
 * defect: A row is built behind the stack, where the linker says that the heap begins, without asking for the memory: wide rows are built over the caller's buffers.
 */
extern float __heap_base;

enum { SUM = 0, MEAN = 1, NONE = 2 };          /* reduction_type */

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int batch, int c, int r) {
    float *scratch = &__heap_base;
    for (int i = 0; i < batch; i++) {
        for (int j = 0; j < c; j++) scratch[j] = 0;
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        scratch[y[i]] = r == MEAN ? d / *t : d;
        __builtin_memcpy(out + (unsigned)i * c, scratch, sizeof *out * c);
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
