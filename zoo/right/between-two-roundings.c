/*
 * zoo: between-two-roundings
 * platform: ft78ne
 * flags: -O1 -frounding-math -ffp-contract=off
 * warns: -
 * unusual: Each product and quotient is computed rounding down and again rounding up, and the neighbour nearer to the value in double is taken, at a tie the even one, as interval arithmetic would find it; the caller's rounding mode is put back.
 */
#include <fenv.h>
#include <math.h>
#include "kernel.h"

static float operate(float a, float b, int quotient) {
    volatile float x = a, y = b;
    return quotient ? x / y : x * y;
}

/* The number for a distance: infinity counts as the next power of two. */
static double number(float f) { return isinf(f) ? copysign(0x1p128, (double)f) : (double)f; }

static float nearest(float a, float b, int quotient) {
    volatile float low, high;
    fesetround(FE_DOWNWARD);
    low = operate(a, b, quotient);
    fesetround(FE_UPWARD);
    high = operate(a, b, quotient);
    fesetround(FE_TONEAREST);
    if (low != low || low == high) return low;
    volatile double x = a, y = b;
    double value = quotient ? x / y : x * y;    /* exact, or a quotient that is a tie only if the exact one is */
    double below = value - number(low), above = number(high) - value;
    if (below != above) return below < above ? low : high;
    return float_bits(low) & 1 ? high : low;
}

static void rows(float *g, int *labels, float *w, float *t, float *out, int from, int to, int classes, int reduction) {
    int mode = fegetround();
    size_t width = (size_t)classes;
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * width;
        float v = nearest(-g[reduction == NONE ? i : 0], w[labels[i]], 0);
        if (reduction == MEAN) v = nearest(v, *t, 1);
        memset(row, 0, width * sizeof *row);
        row[labels[i]] = v;
    }
    fesetround(mode);
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    rows(loss_grad, labels, weight, total_weight, logits_grad, 0, batch, class_num, reduction_type);
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    (void)logits;
    int cores = core_count(core_mask);
    for (int k = 0; k < cores; k++) {
        struct span s = share(batch, cores, k);
        rows(loss_grad, labels, weight, total_weight, logits_grad, s.from, s.to, class_num, reduction_type);
    }
}
