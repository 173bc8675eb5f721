#include "delivery/signature.h"

#include <attune.h>

#include "test.h"

/* The example of the Standard Webhooks libraries:
 * whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw. */
static const struct secret example = {
    .key = {0x31, 0xf2, 0x90, 0xf6, 0xbf, 0x06, 0x29, 0x8a,
            0xab, 0x4f, 0x08, 0xd4, 0x3c, 0x3f, 0x08, 0x2c,
            0xf6, 0x48, 0xa3, 0x62, 0xda, 0x2d, 0xa4, 0xb0},
    .size = 24};
static const char example_id[] = "msg_p5jXN8AQM9LWM0D4loKWxJek";
static const int64_t example_time = 1614265330;
#define EXAMPLE_BODY STR("{\"test\": 2432232314}")
static const char example_signature[] =
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

static const struct secret newer = {.key = "0123456789abcdef01234567",
                                    .size = 24};

TEST(published_example) {
  char out[SIGNATURE_SIZE];
  CHECK_INT(signature_sign(&example, NULL, example_id, example_time,
                           EXAMPLE_BODY, out),
            ATTUNE_OK);
  CHECK_STR(str_of(out), example_signature);
}

TEST(two_keys_newer_first) {
  char out[SIGNATURE_SIZE];
  CHECK_INT(signature_sign(&newer, &example, example_id, example_time,
                           EXAMPLE_BODY, out),
            ATTUNE_OK);
  CHECK_INT(strlen(out), SIGNATURE_SIZE - 1);
  CHECK(out[47] == ' ');
  CHECK(strcmp(out + 48, example_signature) == 0);
  CHECK(signature_verify(&newer, example_id, example_time, EXAMPLE_BODY,
                         str_of(out)));
  CHECK(signature_verify(&example, example_id, example_time, EXAMPLE_BODY,
                         str_of(out)));
}

TEST(absent_previous_key_adds_nothing) {
  struct secret none = {.size = 0};
  char out[SIGNATURE_SIZE];
  CHECK_INT(signature_sign(&example, &none, example_id, example_time,
                           EXAMPLE_BODY, out),
            ATTUNE_OK);
  CHECK_STR(str_of(out), example_signature);
}

TEST(everything_is_covered) {
  struct str header = str_of(example_signature);
  CHECK(signature_verify(&example, example_id, example_time, EXAMPLE_BODY,
                         header));
  CHECK(!signature_verify(&newer, example_id, example_time, EXAMPLE_BODY,
                          header));
  CHECK(!signature_verify(&example, "msg_other", example_time, EXAMPLE_BODY,
                          header));
  CHECK(!signature_verify(&example, example_id, example_time + 1, EXAMPLE_BODY,
                          header));
  CHECK(!signature_verify(&example, example_id, example_time,
                          STR("{\"test\": 2432232315}"), header));
  CHECK(!signature_verify(&example, example_id, example_time,
                          STR("{\"test\": 2432232314} "), header));
}

TEST(empty_body) {
  char out[SIGNATURE_SIZE];
  struct str nothing = {NULL, 0};
  CHECK_INT(signature_sign(&example, NULL, "msg_1", 1, nothing, out),
            ATTUNE_OK);
  CHECK(signature_verify(&example, "msg_1", 1, nothing, str_of(out)));
}

TEST(verify_reads_headers_of_any_shape) {
  static const struct {
    const char *header;
    bool fits;
  } cases[] = {
      {"", false},
      {" ", false},
      {"v1", false},
      {"v1,", false},
      {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", false},
      {"v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false},
      {"g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false},
      {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=x", false},
      {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= ", true},
      {"v1a,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", true},
      {"v1,AAAA,v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    test_case("\"%s\"", cases[i].header);
    CHECK_INT(signature_verify(&example, example_id, example_time, EXAMPLE_BODY,
                               str_of(cases[i].header)),
              cases[i].fits);
  }
}
