/*
 * NLLLossGrad: the four functions of the operator's document. Compile with -DFT78NE for a platform without half.
 *
 * logits and logits_grad have batch * class_num elements, row by row; labels has batch, weight class_num, total_weight 1.
 * loss_grad has batch elements if reduction_type is 2 (none); otherwise only its first counts.
 * Bit i of core_mask stands for core i.
 */
#ifndef NLLLOSSGRAD_H
#define NLLLOSSGRAD_H

#include <stdint.h>

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask);
void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type);

#ifndef FT78NE
typedef uint16_t half; /* the bits of an IEEE 754 binary16 */

void hp_nlllossgrad_s(half *logits, half *loss_grad, int *labels, half *weight, half *total_weight,
                      half *logits_grad, int batch, int class_num, int reduction_type, int core_mask);
void hp_nlllossgrad_p(half *logits, half *loss_grad, int *labels, half *weight, half *total_weight,
                      half *logits_grad, int batch, int class_num, int reduction_type);
#endif

#endif
