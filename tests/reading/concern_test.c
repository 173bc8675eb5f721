#include "sample.h"

struct concern_case {
  const char *text;
  const char *concern;
};

TEST(the_problem_is_said_back_in_the_second_person) {
  static const struct concern_case cases[] = {
      {"My app keeps crashing when I open the map.", "your app keeps crashing"},
      {"I can't log in to my account.", "you can't log in to your account"},
      {"i cant log in to my account", "you can't log in to your account"},
      {"The boiler you fitted doesn't work.",
       "the boiler we fitted doesn't work"},
      {"I was charged twice!!", "you were charged twice"},
      {"Why can't I change my seat?", "you can't change your seat"},
      {"hi, my parcel has not arrived, please help",
       "your parcel has not arrived"},
      {"so my fucking router is broken again", "your router is broken again"},
      {"unable to book the 9am slot", "you are unable to book the 9am slot"},
      {"Still not working.", "it is still not working"},
      {"no hot water since Sunday", "you have had no hot water since "
                                    "Sunday"},
      {"My mother died in May.", "your mother has died"},
      {"I've been on hold for 45 minutes", "you were kept on hold for 45 "
                                           "minutes"},
      {"Where is my parcel??", "your parcel has not come"},
      {"MY CARD WAS DECLINED AT THE TILL", "your card was declined at the "
                                           "till"},
      {"Your engineer never came.", "our engineer never came"},
      {"nobody answers the phone", "nobody answers the phone"},
      {"We need a copy of our lease", "you need a copy of your lease"},
      {"Someone has hacked my account", "someone has hacked your account"},
      {"The hotel gave our room to somebody else.",
       "the hotel gave your room to somebody else"},
      {"still being billed for a phone I returned",
       "you are being billed for a phone you returned"},
      {"I'm locked out of my account", "you are locked out of your account"},
      {"My washing machine leaks and nobody calls me back.",
       "your washing machine leaks"},
      {"The tracking has said \"out for delivery\" since Tuesday and nobody "
       "answers me.",
       "your parcel has not come and nobody answers you"},
      {"Our dog Rollo died on Monday.", "your dog has died"},
      {"Why am I still getting your letters?",
       "you are still getting our letters"},
      {"Been waiting 3 weeks for my sofa",
       "you have been waiting 3 weeks for your sofa"},
      {"@GlowEnergy you charged me twice this month!!",
       "we charged you twice this month"},
      {"you lot lost my cat's medication", "we lost your cat's medication"},
      {"everything I order from you comes broken #fail",
       "everything you order from us comes broken"},
      {"Been told to ring you.", "you have been told to ring us"},
      {"I'd expected a call, and nobody's rung me.", "nobody has rung you"},
      {"We booked a twin room and were given one double bed.",
       "you ordered a twin room and got one double bed"},
      {"FLIGHT KX2490 WAS CANCELLED", "flight KX2490 was cancelled"},
      {"WIFI DOWN AGAIN", "your wifi is down again"},
      {"My order (two lamps) never came.", "your order never came"},
      {"My phone came on Monday. It won't charge.", "your phone won't charge"},
      {"It's about my father. He died in June.", "your father died in June"},
      {"Your man said 'trust me' and cut the pipe.",
       "our man said \"trust me\" and cut the pipe"},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    struct sample sample;
    sample_init(&sample, cases[i].text);
    CHECK_STR(sample.reading.concern, cases[i].concern);
    sample_fini(&sample);
  }
}

TEST(nothing_wrong_is_no_concern) {
  static const char *const texts[] = {
      "Do you sell gift cards?",
      "Thank you so much, it works now!",
      "Lovely hotel, we had a wonderful time.",
      "The address is 4 Hill Street.",
      "ok",
      "",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    CHECK_STR(sample.reading.concern, "");
    CHECK(sample.reading.concern_at.begin == sample.reading.concern_at.end);
    sample_fini(&sample);
  }
}

static size_t words(struct str text) {
  size_t count = text.size > 0;
  for (size_t i = 0; i < text.size; i++)
    count += text.data[i] == ' ';
  return count;
}

TEST(the_trouble_is_told_and_not_what_stands_beside_it) {
  static const struct concern_case cases[] = {
      {"I paid for next day delivery. My parcel has not arrived.",
       "your parcel has not arrived"},
      {"The birthday is on Sunday and the cake you sent is broken.",
       "the cake we sent is broken"},
      {"I bought the drill in May. I know it is late. The drill is broken!",
       "the drill is broken"},
      {"If I lose the flat I will sue. Your leak ruined our kitchen.",
       "our leak ruined your kitchen"},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
    struct sample sample;
    sample_init(&sample, cases[i].text);
    CHECK_STR(sample.reading.concern, cases[i].concern);
    sample_fini(&sample);
  }
}

TEST(grief_is_told_alone) {
  struct sample sample;
  sample_init(&sample, "My husband has died and the bills keep coming to me.");
  CHECK_STR(sample.reading.concern, "your husband has died");
  sample_fini(&sample);
}

TEST(it_is_short_and_clean_however_it_was_told) {
  static const char *const texts[] = {
      "I can't open the account that I have had with your bank since I was a "
      "student in Leeds in 1998 and that my wife uses too",
      "@ShopHelp my order is broken https://shop.example/o/1 #fail #never",
      "the f*cking thing is shit and my goddamn screen is cracked 😡😡",
      "my internet has been down down down down down down down down down "
      "down down down down down down down down down down down down down",
      "I am SICK of this. The washing machine still leaks... and leaks!",
  };
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    struct sample sample;
    sample_init(&sample, texts[i]);
    struct str concern = sample.reading.concern;
    CHECK(concern.size > 0);
    CHECK(words(concern) <= 12);
    for (size_t n = 0; n < concern.size; n++)
      CHECK(concern.data[n] != '#' && concern.data[n] != '@' &&
            concern.data[n] != '!');
    CHECK(concern.data[concern.size - 1] != '.');
    sample_fini(&sample);
  }
}

TEST(where_it_was_told_is_known) {
  struct sample sample;
  sample_init(&sample, "Hello. The lamp is broken. Bye.");
  CHECK_STR(str_slice(sample.text.source, sample.reading.concern_at),
            "The lamp is broken");
  sample_fini(&sample);
}

TEST(html_is_said_back_as_it_is_seen) {
  struct sample sample;
  sample_read(&sample,
              STR("<p>My caf&eacute; booking was <b>cancelled</b></p>"),
              TEXT_HTML, NULL);
  CHECK_STR(sample.reading.concern, "your café booking was cancelled");
  sample_fini(&sample);
}
