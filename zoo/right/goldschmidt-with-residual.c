/*
 * zoo: goldschmidt-with-residual
 * platform: ft78ne
 * flags: -O3 -ffp-contract=off
 * warns: -
 * unusual: Mean divides by no division: Goldschmidt steps in double on the mantissa of total_weight, a last correction by the exact fused residual, the exponent put back, and one rounding to float: the correctly rounded exact value.
 */
#include <math.h>
#include "kernel.h"

struct divisor { double mantissa, reciprocal; int exponent, plain; };

static struct divisor prepare(float t) {
    struct divisor d = { .plain = t == 0 || !isfinite(t) };
    if (d.plain) return d;
    d.mantissa = frexp((double)t, &d.exponent); /* 0.5 <= |mantissa| < 1, exact */
    double y = fabs(d.mantissa), f = 48.0 / 17 - 32.0 / 17 * y, x = f;
    y *= f;
    for (int k = 0; k < 4; k++) {               /* 1/17, squared four times */
        f = 2 - y;
        x *= f;
        y *= f;
    }
    d.reciprocal = copysign(x, d.mantissa);
    return d;
}

static float divide(double n, const struct divisor *d, float t) {
    if (d->plain || n == 0 || !isfinite(n)) return (float)(n / (double)t);
    double q = n * d->reciprocal;
    double rest = fma(-q, d->mantissa, n);      /* exact, the product being near n and n 48 bits long */
    q = fma(rest, d->reciprocal, q);
    return (float)ldexp(q, -d->exponent);       /* 2^-430 to 2^410: exact */
}

static void rows(float *g, int *labels, float *w, float *t, float *out, int from, int to, int classes, int reduction) {
    if (from >= to) return;
    size_t width = (size_t)classes;
    struct divisor d = { 0 };
    if (reduction == MEAN) d = prepare(*t);
    for (int i = from; i < to; i++) {
        float *row = out + (size_t)i * width, weight = w[labels[i]];
        for (size_t j = 0; j < width; j++) row[j] = 0;
        if (reduction == MEAN) row[labels[i]] = -divide((double)g[0] * (double)weight, &d, *t);
        else row[labels[i]] = -(g[reduction == NONE ? i : 0] * weight);
    }
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
