/*
 * Both functions of FT78NE for cores that are started one by one, from what the including file defines: begin() and
 * clear(). Each core of the mask calls fp_nlllossgrad_s with the same arguments, and does the rows of its place among them.
 */
#include <stddef.h>
#include <string.h>

/* reduction_type */
enum { SUM = 0, MEAN = 1, NONE = 2 };

/* The core that calls. On the device a register tells it; here whoever calls does, before each call. */
static int current_core;

void set_core_id(int core) {
    current_core = core;
}

/* A core's place among the cores that work: the number of bits set below its own. */
static int rank_of(int core, unsigned core_mask) {
    int rank = 0;
    for (int lower = 0; lower < core; lower++) rank += core_mask >> lower & 1;
    return rank;
}

static void rows(const float *loss_grad, const int *labels, const float *weight, const float *total_weight,
                 float *logits_grad, int batch, int class_num, int reduction_type, int first, int step) {
    begin(logits_grad, (size_t)batch * (size_t)class_num, first);
    for (int i = first; i < batch; i += step) {
        float *row = logits_grad + (size_t)i * (size_t)class_num;
        float gradient = -loss_grad[reduction_type == NONE ? i : 0] * weight[labels[i]];
        if (reduction_type == MEAN) gradient /= *total_weight;
        clear(row, (size_t)class_num);
        row[labels[i]] = gradient;
    }
}

void fp_nlllossgrad_s(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type, int core_mask) {
    (void)logits; /* gives sizes only */
    unsigned mask = (unsigned)core_mask;
    rows(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type,
         rank_of(current_core, mask), rank_of(32, mask));
}

void fp_nlllossgrad_p(float *logits, float *loss_grad, int *labels, float *weight, float *total_weight,
                      float *logits_grad, int batch, int class_num, int reduction_type) {
    (void)logits;
    rows(loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type, 0, 1);
}
