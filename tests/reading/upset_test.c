/* What must be given a feeling, whatever one: trouble, anger, worry, loss. */
#include "sample.h"

struct upset_case {
  const char *text;
  int heat; /* at least */
};

static const struct upset_case upset[] = {
    {"You have overcharged me three months running and every agent tells me "
     "something else. I am livid.",
     2},
    {"This is the fourth time I've explained it and nobody reads what I write.",
     2},
    {"What a disgrace. Two hours on hold and then you hang up on me!", 2},
    {"My kitchen has been without water since Monday and your plumber never "
     "turned up again.",
     2},
    {"The washing machine you sold us leaks all over the floor.", 1},
    {"My flight was cancelled and nobody at the desk could tell us anything.",
     1},
    {"Are you serious?\? I paid for next day and it's been two weeks.", 2},
    {"I want to speak to a manager NOW, this is ridiculous.", 2},
    {"The app crashes every time I open the calendar.", 1},
    {"You sent me the wrong size again.", 1},
    {"Stop charging my card! I cancelled in January!!", 2},
    {"Worst hotel ever. Filthy room, rude staff, cold shower.", 2},
    {"I'm so disappointed, we saved for this trip for a year and the room "
     "looked nothing like the pictures.",
     1},
    {"I'm really worried that the money has gone to the wrong account.", 1},
    {"Somebody has logged in to my account and changed the address, I'm scared "
     "they will order things.",
     1},
    {"Your driver threw the parcel over the gate and smashed my grandmother's "
     "vase. I'm furious.",
     2},
    {"I still haven't received my refund and it has been six weeks.", 1},
    {"You people are useless, I'm taking my business elsewhere.", 2},
    {"The new boiler broke down after three days.", 1},
    {"I've been lied to by three of your agents. I will be contacting the "
     "ombudsman.",
     2},
    {"My internet has been down since Friday and I can't work.", 1},
    {"I don't understand this bill at all, it says one thing and the letter "
     "says another.",
     1},
    {"It keeps saying my password is wrong although I reset it twice.", 1},
    {"Absolutely disgusting service, the food was cold and there was a hair in "
     "it.",
     2},
    {"My order arrived broken.", 1},
    {"The delivery never came and I took the day off for it.", 1},
    {"Brilliant, another cancelled train. Thanks for nothing.", 2},
    {"We missed our connection because of your delay and are stuck in Madrid "
     "with two kids.",
     1},
    {"How dare you send debt collectors for a bill I paid in March?", 2},
    {"My father passed away on Sunday and his account is still being charged.",
     1},
    {"Nobody called back, nobody emailed, nobody cares.", 2},
    {"The seams split the second time I wore it, I expected better from you.",
     1},
    {"I can't get into my account and my thesis is due tomorrow, please help.",
     1},
    {"I have asked four times for a simple invoice. FOUR TIMES.", 2},
    {"The screen has gone black and all my photos are on it.", 1},
    {"You lost my luggage and now you refuse to pay. Shame on you.", 2},
    {"I'm afraid my daughter could have been hurt by that plug.", 1},
    {"I'm sick of this, the lift has been broken for a month and my mother "
     "can't get out.",
     2},
    {"Your update deleted all my playlists.", 1},
    {"I feel let down, twenty years a member and not even a card.", 1},
    {"Fix your damn website, it has eaten my form three times.", 1},
    {"They put me through to five different people and none of them could "
     "help.",
     1},
    {"The card machine took the money twice.", 1},
    {"Three engineers, three excuses, still no heating. Unacceptable.", 2},
    {"My parcel says delivered but it is not here.", 1},
    {"It is outrageous that you raised my rent without telling me.", 2},
    {"The tickets never arrived and the concert is tonight.", 1},
    {"I hate this app. It lost everything I wrote this morning.", 2},
    {"Your nurse was rude to my wife and she came home in tears.", 1},
    {"So now I'm supposed to pay for YOUR mistake? Unbelievable.", 2},
    {"The paint is peeling off after two months.", 1},
    {"I've lost access to my email and cannot reach anyone.", 1},
    {"What a joke of a company, you can't even spell my name after six "
     "letters.",
     2},
    {"You gave our table away although we had booked.", 1},
    {"I'm losing my mind here, it froze again.", 1},
    {"If this isn't sorted today I'm cancelling everything.", 2},
    {"Why was I charged for a class that you cancelled?", 1},
    {"The cake was stale and the party was ruined.", 1},
    {"I'm confused, the email says Tuesday but the app says Thursday.", 1},
    {"Ten days without a phone line and all I get is a robot. I've had enough.",
     2},
};

TEST(upset_messages_are_heard) {
  for (size_t i = 0; i < sizeof(upset) / sizeof(upset[0]); i++) {
    struct sample sample;
    sample_init(&sample, upset[i].text);
    enum feeling feeling = sample.reading.feeling;
    if (feeling == FEELING_NEUTRAL || feeling == FEELING_GRATITUDE ||
        feeling == FEELING_SATISFACTION)
      test_fail(__FILE__, __LINE__, "read as %s", feeling_name(feeling));
    if (sample.reading.heat < upset[i].heat)
      test_fail(__FILE__, __LINE__, "heat %d", sample.reading.heat);
    sample_fini(&sample);
  }
}

static struct reading read_after(const char *text,
                                 const struct history *history) {
  struct sample sample;
  test_case("%s", text);
  sample_read(&sample, str_of(text), TEXT_PLAIN, history);
  struct reading reading = sample.reading;
  sample_fini(&sample);
  return reading;
}

TEST(a_manager_demanded_with_shouting_is_anger_and_rises) {
  struct history history = {.customer_messages = 1,
                            .agent_messages = 1,
                            .feeling = FEELING_FRUSTRATION,
                            .heat = 2};
  struct reading reading =
      read_after("Six weeks?? The exam is in TWO weeks. Did you even open my "
                 "mail? Let me speak to a manager.",
                 &history);
  CHECK(reading.feeling == FEELING_ANGER ||
        reading.feeling == FEELING_FRUSTRATION);
  CHECK_INT(reading.trajectory, TRAJECTORY_RISING);
}

TEST(disbelief_in_few_words_goes_on_with_the_trouble) {
  static const char *const lines[] = {
      "so nobody even checks. nice company",
      "At MY expense? Are you serious?",
      "I literally just told you that.",
      "You have GOT to be kidding.",
      "When?? WHEN?",
      "wow. ok. close my account today.",
  };
  struct history history = {.customer_messages = 1,
                            .agent_messages = 1,
                            .feeling = FEELING_FRUSTRATION,
                            .heat = 2};
  for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
    struct reading reading = read_after(lines[i], &history);
    CHECK(reading.feeling == FEELING_ANGER ||
          reading.feeling == FEELING_FRUSTRATION);
    CHECK(reading.heat >= 1);
  }
}

TEST(money_for_food_is_worry) {
  struct reading reading =
      read_after("My daughter bought 90 euros of coins on my tablet without "
                 "asking me. That was our food money. How do I get it back?",
                 NULL);
  CHECK_INT(reading.feeling, FEELING_WORRY);
  CHECK(reading.heat >= 1);
}
