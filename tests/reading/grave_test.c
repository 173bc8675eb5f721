/* What must not be missed: death, illness, danger, self-harm, the law. */
#include "sample.h"

#define COUNT(lines) (sizeof(lines) / sizeof((lines)[0]))

TEST(grave_matters_are_never_missed_nor_plain) {
  static const char *const lines[] = {
      "My wife passed last month and her phone is still being billed.",
      "We buried Dad on Friday, how do I stop his paper?",
      "I'm the executor for my late aunt, what do you need to close her "
      "account?",
      "My little boy didn't survive the accident. Please stop sending the baby "
      "magazine.",
      "She lost her fight with cancer on Tuesday. I have to cancel the cruise.",
      "My grandmother died and I can't make the flight.",
      "our cat had to be put down this morning, please cancel the insurance",
      "I had a miscarriage and I keep getting your pregnancy emails.",
      "he's gone and I can't open his laptop to get the pictures",
      "I have a death certificate for my brother, where do I send it?",
      "I've just been told that I have leukaemia and I need to stop my gym "
      "membership.",
      "My husband is in intensive care, can we move the booking?",
      "I'm having chemo and can't get to the branch.",
      "my mum had a stroke and cannot speak on the phone any more",
      "I was rushed to hospital and missed the check-in.",
      "My son is seriously ill and we won't travel.",
      "I've been diagnosed with Parkinson's and can't use the keypad.",
      "My partner has terminal cancer, we wanted one last holiday.",
      "I don't want to be here any more, nothing helps.",
      "I feel like ending it all because of this debt.",
      "I've thought about killing myself since the bailiffs came.",
      "there's no point in going on if we lose the flat",
      "Sometimes I think everybody would be better off without me.",
      "my daughter says she wants to die because of the messages in your game",
      "I am going to hurt myself if nobody helps me",
      "The heater caught fire while the children were asleep.",
      "Your charger gave me an electric shock.",
      "There's smoke coming out of the battery.",
      "I can smell gas in the hall since your engineer left.",
      "My toddler choked on the button that came off.",
      "I found glass in the baby food.",
      "My daughter had an allergic reaction, the label didn't say nuts.",
      "The ladder collapsed and I broke my wrist.",
      "The brakes on the rental failed on the motorway.",
      "Your courier followed me home and I'm frightened.",
      "A man from your company threatened me at my door.",
      "My ex got my new address from your agent, he is violent.",
      "We have no heating and a three week old baby.",
      "My father's oxygen machine needs power and the line is dead.",
      "Your nurse gave my son twice the dose.",
      "I burned my hand on the handle of your pan.",
      "The ceiling fell down in the bedroom and my mother is 84.",
      "My grandad slipped away on Thursday. What happens to his pension?",
      "We lost our son in March and this bill has his name on it.",
      "Following the death of my sister I need to cancel her licence.",
      "My wife has a brain tumour and we can't come.",
      "Dad is on life support, please pause everything.",
      "I just want it all to be over, I can't live with these calls.",
      "I'm thinking of taking my own life.",
      "He told your chat he'd overdosed and you sent a survey.",
      "The plug sparked and burnt the carpet.",
      "There was a needle in the sandwich.",
      "The car seat buckle broke with my baby in it.",
      "My mother collapsed because her tablets came late.",
      "Your fitter left bare wires next to the cot.",
      "The food made my whole family sick, two of us are in hospital.",
  };
  for (size_t i = 0; i < COUNT(lines); i++) {
    struct sample sample;
    sample_init(&sample, lines[i]);
    CHECK(sample.reading.careful);
    CHECK(sample.reading.feeling != FEELING_NEUTRAL);
    CHECK(sample.reading.feeling != FEELING_SATISFACTION);
    CHECK(sample.reading.heat >= 1);
    sample_fini(&sample);
  }
}

TEST(threats_with_the_law_or_the_public_are_heard) {
  static const char *const lines[] = {
      "My solicitor will be in touch.",
      "I'm taking this to the small claims court.",
      "See you in court.",
      "I've reported you to the ombudsman.",
      "My lawyer says this is a breach of contract.",
      "You'll be hearing from my attorney on Monday.",
      "I shall complain to trading standards.",
      "I will go to the press with this.",
      "This is illegal and I will sue.",
      "I've filed a complaint with the regulator.",
      "Under GDPR you must delete it or I go to the regulator.",
      "I am taking legal advice.",
      "I'll be contacting the police about this fraud.",
      "I'm going to post this everywhere with the screenshots.",
      "I've told the bank to charge it back as fraud.",
      "expect a letter from my union's legal team",
      "I have contacted my MP about this.",
      "consumer court is my next stop",
      "I'm lodging a complaint with the financial ombudsman today.",
      "my barrister will write to you",
      "You have seven days before I issue court proceedings.",
      "This is fraud and I'm reporting it to the authorities.",
      "I'll leave a review everywhere so that nobody else falls for it.",
      "discrimination under the equality act, my lawyer agrees",
  };
  for (size_t i = 0; i < COUNT(lines); i++) {
    struct sample sample;
    sample_init(&sample, lines[i]);
    CHECK(reading_has(&sample.reading, SIGNAL_PUBLIC_OR_LEGAL));
    sample_fini(&sample);
  }
}

TEST(harmless_words_are_not_grave) {
  static const char *const lines[] = {
      "My phone died, can I still show the ticket?",
      "This playlist is on fire, thank you!",
      "I'm dying to see the new season.",
      "The queue nearly killed the mood but the show was great.",
      "Does the Fire TV stick work with this screen?",
      "Can I bring a glass bottle in my bag?",
      "I laughed so hard I cried.",
      "When does the cancer charity run start?",
      "What time does the cemetery gate close?",
      "Do you have a smoking room?",
  };
  for (size_t i = 0; i < COUNT(lines); i++) {
    struct sample sample;
    sample_init(&sample, lines[i]);
    CHECK(!sample.reading.careful);
    CHECK(!reading_has(&sample.reading, SIGNAL_SAFETY));
    sample_fini(&sample);
  }
}
