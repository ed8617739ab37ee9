/*
 * The four functions, from what the including file defines: SUM, MEAN and NONE, clear() and rank_of().
 * This file includes itself once for each element type T, whose functions are called PREFIX(name).
 */
#ifndef T

#include "nlllossgrad.h"

#define T float
#define PREFIX(name) fp_##name
#define LOAD(element) (element)
#define STORE(value) (value)
#include "functions.h"
#undef T
#undef PREFIX
#undef LOAD
#undef STORE

#ifndef FT78NE
#include "half.h"

/* half is computed in float and rounded once. */
#define T half
#define PREFIX(name) hp_##name
#define LOAD(element) half_to_float(element)
#define STORE(value) float_to_half(value)
#include "functions.h"
#endif

#else

/* Row after row in steps: 0 everywhere but at the label, where -g * w, over total_weight in mean. */
static void PREFIX(rows)(const T *loss_grad, const int *labels, const T *weight, const T *total_weight, T *logits_grad,
                         int batch, int class_num, int reduction_type, int first, int step) {
    for (int i = first; i < batch; i += step) {
        T *row = logits_grad + (size_t)i * (size_t)class_num;
        float g = LOAD(loss_grad[reduction_type == NONE ? i : 0]);
        float gradient = -g * LOAD(weight[labels[i]]);
        if (reduction_type == MEAN) gradient /= LOAD(*total_weight);
        clear(row, (size_t)class_num, sizeof *row);
        row[labels[i]] = STORE(gradient);
    }
}

/* Shared storage. On the device each core of the mask does its share at the same time; here they take turns. */
void PREFIX(nlllossgrad_s)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight, T *logits_grad, int batch,
                           int class_num, int reduction_type, int core_mask) {
    (void)logits; /* gives sizes only */
    unsigned mask = (unsigned)core_mask;
    int cores = 0;
    for (unsigned rest = mask; rest != 0; rest &= rest - 1) cores++;
    for (int core = 0; core < 32; core++) {
        if ((mask >> core & 1) == 0) continue;
        PREFIX(rows)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type,
                     rank_of(core, mask), cores);
    }
}

/* Private storage: one core does everything. */
void PREFIX(nlllossgrad_p)(T *logits, T *loss_grad, int *labels, T *weight, T *total_weight, T *logits_grad, int batch,
                           int class_num, int reduction_type) {
    (void)logits;
    PREFIX(rows)(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 0, 1);
}

#endif
