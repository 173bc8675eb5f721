#include "model/model.h"

/* In weights_en.S: what lies between the two is the file. */
extern const char model_en_draft_bytes[], model_en_draft_end[];
extern const char model_en_customer_bytes[], model_en_customer_end[];

static struct str between(const char *begin, const char *end) {
  return (struct str){begin, (size_t)((uintptr_t)end - (uintptr_t)begin)};
}

struct str model_en_draft(void) {
  return between(model_en_draft_bytes, model_en_draft_end);
}

struct str model_en_customer(void) {
  return between(model_en_customer_bytes, model_en_customer_end);
}
