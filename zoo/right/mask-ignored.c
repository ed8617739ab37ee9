/*
 * zoo: mask-ignored
 * platform: mt7004
 * flags: -
 * warns: -
 * unusual: Takes no notice of the mask and computes every row itself: any mask gives the same values.
 */
#include "right.h"

#ifndef T
#define FP
#include "mask-ignored.c"
#define HP
#include "mask-ignored.c"
#else

void N(nlllossgrad_p)(PARAMS) {
    struct N(call) c = CALL;
    for (int i = 0; i < batch; i++) {
        N(zero_row)(&c, i);
        N(row)(&c, i)[labels[i]] = N(label_cell)(&c, i);
    }
}
void N(nlllossgrad_s)(PARAMS, int core_mask) {
    (void)core_mask;
    N(nlllossgrad_p)(logits, loss_grad, labels, weight, total_weight, logits_grad, batch, class_num, reduction_type);
}

#endif
