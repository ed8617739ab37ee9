/*
 * zoo: offsets-kept-while-class-num-stays
 * class: state
 * clauses: no-state, output-extent, reduction-none
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: table-kept
 * held-out: no
 * defect: A table with the offsets of up to 2048 rows is made for the rows at hand when class_num changes; a later call of more rows with the same class_num finds the offsets of an older call behind them.
 */
#define FP
#include "kernel.h"

enum { TABLE = 2048 };

static size_t offset[TABLE];
static int columns;

static void make_table(int batch, int c) {
    if (c == columns) return;
    columns = c;
    for (int i = 0; i < batch && i < TABLE; i++) offset[i] = (size_t)i * c;
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float *row = out + (i < TABLE ? offset[i] : (size_t)i * c);
        memset(row, 0, sizeof *row * c);
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        row[y[i]] = r == MEAN ? d / *t : d;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    make_table(batch, class_num);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    make_table(batch, class_num);
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
