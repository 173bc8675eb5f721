#include "model/model.h"

/* In weights_en_customer.S: what lies between the two is the file. */
extern const char model_en_customer_bytes[], model_en_customer_end[];

struct str model_en_customer(void) {
  return (struct str){model_en_customer_bytes,
                      (size_t)((uintptr_t)model_en_customer_end -
                               (uintptr_t)model_en_customer_bytes)};
}
