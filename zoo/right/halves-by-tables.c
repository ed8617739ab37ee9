/*
 * zoo: halves-by-tables
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Halves become floats by a table of all 65536, made at the first call, and floats become halves by tables of base, hidden bit and shift for each sign and exponent, rounded to nearest even from what the shift drops.
 */
#include <pthread.h>
#include "kernel.h"

static float wide[65536];
static struct { uint16_t base; uint8_t shift; uint32_t hidden; } narrow[512];
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make(void) {
    for (uint32_t h = 0; h < 65536; h++) {
        uint32_t e = h >> 10 & 31, f = h & 1023, s = (h & 0x8000) << 16;
        if (e == 31) wide[h] = bits_float(s | 0x7f800000u | f << 13);
        else if (e) wide[h] = bits_float(s | (e + 112) << 23 | f << 13);
        else if (!f) wide[h] = bits_float(s);
        else {
            int up = 0;
            while (!(f & 1024)) f <<= 1, up++;
            wide[h] = bits_float(s | (uint32_t)(113 - up) << 23 | (f & 1023) << 13);
        }
    }
    for (int k = 0; k < 512; k++) {
        int e = (k & 255) - 127;
        uint16_t s = k & 256 ? 0x8000 : 0;
        narrow[k].base = s;
        narrow[k].shift = 25;                   /* all of the fraction goes, and is less than a tie */
        narrow[k].hidden = 0;
        if (e > 15) narrow[k].base = s | 0x7c00;
        else if (e >= -14) {
            narrow[k].base = (uint16_t)(s | (e + 15) << 10);
            narrow[k].shift = 13;
        } else if (e >= -25) {
            narrow[k].shift = (uint8_t)(-1 - e);
            narrow[k].hidden = 0x800000;
        }
    }
}

static half to_half(float x) {
    uint32_t u = float_bits(x), k = u >> 23, f = u & 0x7fffff;
    if ((k & 255) == 255 && f) return (half)(narrow[k].base | 0x200);
    f |= narrow[k].hidden;
    uint32_t shift = narrow[k].shift, kept = f >> shift, rest = f & ((1u << shift) - 1), tie = 1u << (shift - 1);
    half h = (half)(narrow[k].base + kept);
    return (half)(h + (rest > tie || (rest == tie && (h & 1))));
}

static void hp_rows(half *g, int *labels, half *w, half *t, half *out, int batch, int classes, int reduction, int stride, int first) {
    pthread_once(&made, make);
    for (int i = first; i < batch; i += stride) {
        half *row = out + (size_t)i * (size_t)classes;
        int label = labels[i];
        for (int j = 0; j < label; j++) row[j] = 0;
        half p = to_half(wide[g[reduction == NONE ? i : 0]] * wide[w[label]]);
        if (reduction == MEAN) p = to_half(wide[p] / wide[*t]);
        row[label] = p ^ 0x8000;
        for (int j = label + 1; j < classes; j++) row[j] = 0;
        if (batch - i <= stride) break;         /* i + stride could pass INT_MAX */
    }
}

static void fp_rows(float *g, int *labels, float *w, float *t, float *out, int batch, int classes, int reduction, int stride, int first) {
    for (int i = first; i < batch; i += stride) {
        float *row = out + (size_t)i * (size_t)classes;
        int label = labels[i];
        for (int j = 0; j < label; j++) row[j] = 0;
        float p = g[reduction == NONE ? i : 0] * w[label];
        if (reduction == MEAN) p /= *t;
        row[label] = -p;
        for (int j = label + 1; j < classes; j++) row[j] = 0;
        if (batch - i <= stride) break;
    }
}

void hp_nlllossgrad_p(half *logits, half *loss_grad, int *labels, half *weight, half *total_weight,
                      half *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    hp_rows(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 1, 0);
}
void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    fp_rows(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 1, 0);
}
void hp_nlllossgrad_s(half *logits, half *loss_grad, int *labels, half *weight, half *total_weight,
                      half *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    (void)logits;
    int cores = core_count(core_mask);
    for (int id = 0; id < 32; id++)
        if ((uint32_t)core_mask >> id & 1)
            hp_rows(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type,
                    cores, core_rank(core_mask, id));
}
void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    (void)logits;
    int cores = core_count(core_mask);
    for (int id = 0; id < 32; id++)
        if ((uint32_t)core_mask >> id & 1)
            fp_rows(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type,
                    cores, core_rank(core_mask, id));
}
