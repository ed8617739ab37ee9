/*
 * zoo: one-function-of-many-names
 * platform: ft78ne
 * flags: -
 * warns: -
 * unusual: Both entry points are weak names of one indirect function, which the loader resolves to the variant for this processor, and which never looks at the mask: a name needs no code of its own.
 */
#define FP
#include "right.h"

__attribute__((target_clones("avx2", "default"), visibility("default")))
void any_nlllossgrad(PARAMS) {
    struct fp_call c = CALL;
    for (int i = 0; i < batch; i++) {
        float *row = fp_row(&c, i);
        for (int j = 0; j < class_num; j++) row[j] = 0;
        row[labels[i]] = fp_label_cell(&c, i);
    }
}
void fp_nlllossgrad_p(PARAMS) __attribute__((weak, alias("any_nlllossgrad")));
void fp_nlllossgrad_s(PARAMS, int core_mask) __attribute__((weak, alias("any_nlllossgrad")));
