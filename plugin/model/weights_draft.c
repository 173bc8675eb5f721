#include "model/model.h"

/* In weights_en_draft.S: what lies between the two is the file. */
extern const char model_en_draft_bytes[], model_en_draft_end[];

struct str model_en_draft(void) {
  return (struct str){model_en_draft_bytes,
                      (size_t)((uintptr_t)model_en_draft_end -
                               (uintptr_t)model_en_draft_bytes)};
}
