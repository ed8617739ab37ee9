/*
 * zoo: cleaning-where-last-labels-were
 * class: state
 * clauses: no-state, output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: contents-kept
 * held-out: no
 * defect: When a call has the output and shape of the one before, only the label cells of that call are set back to zero; what the caller wrote in between stays.
 */
#define FP
#include "kernel.h"

static float *last_out;
static int *last_labels, last_batch, last_class_num;

static void clean(float *out, const int *y, int batch, int c) {
    if (out == last_out && batch == last_batch && c == last_class_num) {
        for (int i = 0; i < batch; i++) out[(size_t)i * c + last_labels[i]] = 0;
    } else {
        memset(out, 0, sizeof *out * batch * c);
        last_labels = realloc(last_labels, sizeof *last_labels * (batch + 1));
    }
    memcpy(last_labels, y, sizeof *y * batch);
    last_out = out;
    last_batch = batch;
    last_class_num = c;
}

static void scatter(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        out[(size_t)i * c + y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    clean(logits_grad, labels, batch, class_num);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        scatter(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    clean(logits_grad, labels, batch, class_num);
    scatter(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
