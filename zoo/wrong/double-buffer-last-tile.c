/*
 * zoo: double-buffer-last-tile
 * class: zero-fill
 * clauses: output-extent, off-label-zero
 * platform: ft78ne
 * tier: gate
 * flags: -
 * cause: row-longer-than-tile
 * held-out: no
 * defect: Tiles of 256 columns go out through two buffers one step late, and the tile still pending at the end of a row is never moved when the number of tiles is odd and above one.
 */
#define FP
#include "kernel.h"

enum { TILE = 256 };

struct move { float *to; int n; };

static void flush(struct move *m, const float *tile) {
    if (m->n) memcpy(m->to, tile, m->n * sizeof(float));
    m->n = 0;
}

static void put_row(float *row, int c, int label, float d) {
    static __thread float tile[2][TILE];
    struct move pending[2] = { { 0, 0 }, { 0, 0 } };
    int which = 0;
    for (int base = 0; base < c; base += TILE, which ^= 1) {
        int n = c - base < TILE ? c - base : TILE;
        flush(&pending[which], tile[which]);
        memset(tile[which], 0, sizeof tile[which]);
        if (label >= base && label < base + n) tile[which][label - base] = d;
        pending[which] = (struct move){ row + base, n };
    }
    flush(&pending[which], tile[which]);
    if (!which || c <= TILE) flush(&pending[!which], tile[!which]);
}

static void rows(const float *g, const int *y, const float *w, const float *t, float *out,
                 int from, int to, int c, int r) {
    for (int i = from; i < to; i++) {
        float d = -(g[r == NONE ? i : 0] * w[y[i]]);
        put_row(out + (size_t)i * c, c, y[i], r == MEAN ? d / *t : d);
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}
