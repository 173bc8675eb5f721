#include "draft.h"

/* Sentences that make a fault, and near-twins of theirs that make none. */
struct table {
  const char *rule;
  const char *faults[8];
  const char *innocents[8];
};

static void check_fault(struct draft *draft, const char *rule,
                        const char *words) {
  test_case("%s: %s", rule, words);
  const struct review *review = draft_review(draft, words);
  const struct finding *finding = draft_finding(review, rule);
  CHECK(finding != NULL);
  CHECK(finding->level >= LEVEL_SUGGESTION);
  CHECK(finding->range.begin < finding->range.end);
  CHECK(finding->range.end <= strlen(words));
  CHECK(finding->message.size > 0);
  CHECK(finding->why.size > 0);
  CHECK(finding->confidence > 0 && finding->confidence <= 1000);
  CHECK(language_field(finding->rule, "principle").size > 0);
}

static void check_innocent(struct draft *draft, const char *words) {
  test_case("innocent: %s", words);
  const struct review *review = draft_review(draft, words);
  if (review->finding_count > 0)
    test_fail(__FILE__, __LINE__, "%.*s in \"%s\"",
              STR_ARGS(review->findings[0].rule->id), words);
}

/* By phrases alone: what the weights say is in sentence_test.c. */
static void check_table(const struct table *table) {
  struct draft draft;
  draft_init(&draft);
  draft.language->has_draft = false;
  for (int i = 0; i < 8 && table->faults[i]; i++)
    check_fault(&draft, table->rule, table->faults[i]);
  for (int i = 0; i < 8 && table->innocents[i]; i++)
    check_innocent(&draft, table->innocents[i]);
  draft_fini(&draft);
}

TEST(policy_wall) {
  static const struct table table = {
      "policy-wall",
      {"Our policy does not allow exchanges on swimwear.",
       "As per our terms and conditions, vouchers expire after a year.",
       "That is how the system is set up on our side.",
       "We can't make an exception for one customer.",
       "You agreed to the terms when you signed up.",
       "The warranty period has expired, as you can see on the card.",
       "Clause is clause: it's company policy.", NULL},
      {"It is our policy that you keep the loan car, so I've extended it.",
       "Your insurance policy starts on Monday.",
       "The rules are on your side here and the fee is gone.",
       "I'm making an exception and sending a second one today.",
       "The terms give you thirty days, so there's plenty of time.", NULL}};
  check_table(&table);
}

TEST(blame) {
  static const struct table table = {
      "blame",
      {"You should have read the label before washing it.",
       "You failed to return the form in time.",
       "As you didn't cancel, the second month was charged.",
       "The delay was caused by your incomplete address.",
       "You typed the wrong postcode.",
       "We already told you that the shop closes at noon.",
       "Next time please check the size chart.", NULL},
      {"You should have received the parcel on Monday.",
       "You shouldn't have had to call us twice.",
       "We should have told you about the fee.",
       "It was not your fault, the form was broken.",
       "That was our mistake and I've put it right.", NULL}};
  check_table(&table);
}

TEST(dismissal) {
  static const struct table table = {
      "dismissal",
      {
          "Calm down, please.",
          "It's only a scratch.",
          "That shouldn't happen.",
          "Nobody else has reported this.",
          "It was working when it left our workshop.",
          "Are you sure it is switched on?",
          "These things happen.",
          "This is a known issue.",
      },
      {"Have a calm evening.",
       "That should not have happened, and I'm looking into it now.",
       "I believe you, and I'm sending someone.",
       "It is known and the fix comes out tomorrow.",
       "That is not just a small thing to you.", NULL}};
  check_table(&table);
}

TEST(canned) {
  static const struct table table = {
      "canned",
      {"We apologize for any inconvenience this may have caused.",
       "Your feedback is important to us.", "Thank you for your patience.",
       "Rest assured that we are working on it.",
       "Dear valued customer, welcome.",
       "We strive to deliver an excellent experience.",
       "We take this matter very seriously.",
       "We look forward to serving you again."},
      {"I can't thank you enough for the photo of the meter.",
       "Sorry for the three days without hot water.",
       "Your idea about the labels is on our list for May.",
       "We look forward to seeing you on Saturday at ten.", NULL}};
  check_table(&table);
}

TEST(non_apology) {
  static const struct table table = {
      "non-apology",
      {"I'm sorry if that upset you.", "We are sorry you feel that way.",
       "Sorry, but the rules say so.", "Mistakes were made.",
       "I apologise that you found our tone rude.", "Sorry not sorry.",
       "We regret that you perceive it so.", NULL},
      {"I'm sorry we charged you twice.",
       "Let me know if you would like a call.",
       "I'm sorry your suitcase stayed in Madrid.",
       "Sorry we let you down on Friday.", NULL}};
  check_table(&table);
}

TEST(powerless) {
  static const struct table table = {
      "powerless",
      {"There is nothing I can do.", "My hands are tied.",
       "We are unable to process this.", "That is beyond our control.",
       "The system won't let me.",
       "I have no way of changing that, there is no option.",
       "It simply is not possible.", NULL},
      {"We had to replace the pump, and it runs again.",
       "I can't refund the ticket, but I can move it to any other day.",
       "There is no need to send it back.",
       "What I can do is book a later train.",
       "I can't wait to see the pictures.", NULL}};
  check_table(&table);
}

TEST(runaround) {
  static const struct table table = {
      "runaround",
      {"Please contact the manufacturer.",
       "You'll want to take that up with them.",
       "You need to call our billing department.",
       "That is not our department.",
       "Please fill in the contact form on our website.",
       "You can email us at help@example.com.",
       "Ask whoever sold it to you, please contact the seller.", NULL},
      {"I've called the manufacturer for you and they ship it tomorrow.",
       "Send us a message here so that I can look into it.",
       "Please DM us your order number and I'll check.",
       "I'll pass this to our billing team and ring you at four.", NULL}};
  check_table(&table);
}

TEST(negative_wording) {
  static const struct table table = {
      "negative-wording",
      {"You must send the form by Friday.", "You need to provide a photo.",
       "Unfortunately the pool is shut.", "You will have to wait.",
       "You are not allowed to bring pets.",
       "Your claim will be rejected if the date is missing.",
       "Do not call again.", NULL},
      {"You must be exhausted after such a day.",
       "You don't need to do anything.", "All you need to bring is the ticket.",
       "Never share your password with anybody.", NULL}};
  check_table(&table);
}

TEST(over_sympathy) {
  static const struct table table = {
      "over-sympathy",
      {"I'm heartbroken about your lamp.", "You poor thing!",
       "How awful for you.", "I feel your pain.",
       "My heart breaks when I read this.",
       "What an absolute nightmare for you.", "I cried at my desk.", NULL},
      {"I'm so sorry for your loss.", "You must be tired after that drive.",
       "Three hours in the rain is no fun.", "The cable is broken at the wall.",
       NULL}};
  check_table(&table);
}

TEST(over_promise) {
  static const struct table table = {
      "over-promise",
      {"This will never happen again.", "I guarantee that it arrives tomorrow.",
       "You have my word that nothing gets lost.",
       "We promise you will be happy.", "It cannot fail.",
       "You will never see that error again.", "It will be there, no doubt.",
       NULL},
      {"I can't promise Friday, you'll hear from me on Thursday.",
       "The guarantee covers five years.", "I promise to call you at four.",
       "I'll do what I can to get it there by noon.", NULL}};
  check_table(&table);
}

TEST(jargon) {
  static const struct table table = {
      "jargon",
      {"The SKU is OOS at the DC.",
       "Your CPE lost PPPoE, so the ONT needs a reset.",
       "KYC and AML are pending.", "We escalated it to L2 and the RCA follows.",
       "There is a regression in the payload.", NULL},
      {"Your PIN arrives by SMS.", "The TV needs a HDMI cable.",
       "APR means the yearly cost, VAT is in it.",
       "I've put it on my list for you.", NULL}};
  check_table(&table);
}

TEST(rules_that_speak_for_the_company) {
  static const struct table table = {
      "policy-wall",
      {"All decisions of the committee are final.",
       "Faults must be reported within two days.",
       "We are not liable for water damage.",
       "That falls outside our responsibility.",
       "The request does not meet the criteria.",
       "There is a fee, per our membership agreement.",
       "As per the booking form you signed, deposits are kept.", NULL},
      {"The final score is in your account.",
       "You'll hear from me within two days.",
       "Your membership agreement is attached.",
       "We are responsible for the water damage.", NULL}};
  check_table(&table);
}

TEST(blame_in_a_condition) {
  static const struct table table = {
      "blame",
      {"If you had kept the box, we could have helped.",
       "You should set a second alarm to avoid this.",
       "Perhaps you pressed the wrong key.",
       "It might also be the way you hold it.", "So you've missed that one.",
       NULL},
      {"If you had any trouble with the box, we would replace it.",
       "I'm sorry it was you who noticed first.",
       "You should see the refund on Friday.",
       "If you had a receipt, that would be lovely, but none is needed.",
       NULL}};
  check_table(&table);
}

TEST(dismissal_of_the_past_and_of_doubts) {
  static const struct table table = {
      "dismissal",
      {"It was only one evening.", "That was just a scratch.",
       "Our meters are always correct.", "Boys will be boys.",
       "It will sort itself out.", "Such rashes are usually nothing serious.",
       "Lifts do break down from time to time.", NULL},
      {"It was the only evening you had.", "You are always right to ask.",
       "The reading was not correct, I've changed it.",
       "I'll sort it out myself.", NULL}};
  check_table(&table);
}

TEST(sent_elsewhere_with_a_number) {
  static const struct table table = {
      "runaround",
      {"You need to contact the workshop directly on 555-0188.",
       "You could try other chemists in the area.",
       "Please create a support ticket so we can assist you.",
       "The next step is to get in touch with our billing team.", NULL},
      {"I've contacted the depot and the driver comes at noon.",
       "I can check your seat now.", "I've created a ticket, number 4417.",
       "Please check your inbox, the label is there.", NULL}};
  check_table(&table);
}

TEST(another_door_though_we_mean_to_help) {
  static const struct table table = {
      "runaround",
      {"I'm sorry for the wait; please contact us so we may lend you a hand.",
       "Please open a case so we can find out why the boiler stopped.",
       "Please come back through the chat with the meter reading.",
       "We suggest calling one of our agents about the meter.",
       "Let's get you over to our partners and they will read it.", NULL},
      {"Please send me the meter reading and I'll change the bill today.",
       "Send us a direct message so that we can look at the bill.",
       "I've opened a case myself, the number is 5512.", NULL}};
  check_table(&table);
}

TEST(a_shrug_is_a_fault_to_who_is_upset) {
  struct draft draft;
  const char *words = "That's not good! Hold the button for ten seconds.";
  draft_init(&draft);
  draft_heard(&draft, FEELING_FRUSTRATION, 1, "your kettle went off");
  CHECK(draft_finding(draft_review(&draft, words), "canned") == NULL);
  draft_heard(&draft, FEELING_ANGER, 2, "your kettle went off");
  CHECK(draft_finding(draft_review(&draft, words), "canned") != NULL);
  draft_fini(&draft);
}

TEST(a_no_is_heard_by_who_is_upset) {
  struct draft draft;
  const char *words = "Unfortunately the ferry is full on Friday.";
  draft_init(&draft);
  draft_heard(&draft, FEELING_WORRY, 1, "your ferry was cancelled");
  CHECK(draft_finding(draft_review(&draft, words), "negative-wording") == NULL);
  draft_heard(&draft, FEELING_ANGER, 2, "your ferry was cancelled");
  CHECK(draft_finding(draft_review(&draft, words), "negative-wording") != NULL);
  draft_fini(&draft);
}

TEST(promises_about_everything) {
  static const struct table table = {
      "over-promise",
      {"It will definitely be approved.", "Nothing else will go wrong.",
       "Nothing can go wrong now.", NULL},
      {"It was approved this morning.", "Tell me at once if it goes wrong.",
       NULL}};
  check_table(&table);
}

TEST(what_the_company_would_like) {
  static const struct table table = {
      "canned",
      {"That's certainly not what we wanted for you.",
       "We'd love the chance to make this right for you.",
       "Our team is working hard to get this sorted.",
       "We never want our guests to leave unhappy.",
       "Give us another chance to host you.", "Inconvenience is regretted.",
       NULL},
      {"If you get the chance to look at the meter, tell me what it says.",
       "The fitter is working on your road until Friday.",
       "I'd like you to have the old price, so I've set it back.", NULL}};
  check_table(&table);
}

TEST(arguing_with_what_they_saw) {
  static const struct table table = {
      "dismissal",
      {"We would like to clarify that the pool was open.",
       "Our cleaners always do a thorough job.",
       "Most of our guests enjoy the music.",
       "The logs show it was delivered on time.",
       "If you think the bill is wrong, say so in the form.",
       "Everybody has to queue now and then.", NULL},
      {"I'd like you to have the room on the quiet side.",
       "If you find the bag, tell me and I'll stop the search.",
       "Two other guests saw the same, so I closed the pool.", NULL}};
  check_table(&table);
}

TEST(it_is_how_it_is_run) {
  static const struct table table = {
      "policy-wall",
      {"We only accept returns within ten days.",
       "The voucher is only valid for new orders.",
       "It was moved due to operational reasons.",
       "Cancellations must be made a day before.",
       "We can only speak to the account holder.", NULL},
      {"The kiosk is only five minutes from your gate.",
       "We take it back, box or no box.", "It was moved to platform four.",
       NULL}};
  check_table(&table);
}

TEST(sorry_for_what_they_made_of_it) {
  static const struct table table = {
      "non-apology",
      {"We're sorry to read your comments.", "Sorry for any misunderstanding.",
       "I'm sorry to hear you're unhappy with the haircut.",
       "Unfortunately, mistakes do happen.",
       "Sorry for the wait but we were short of hands.", NULL},
      {"I'm sorry we cut it too short.", "I'm sorry to ask you to wait.",
       "My mistake, and it will not stay so.", NULL}};
  check_table(&table);
}

/* A word is a riddle to who never used it. */
TEST(their_own_words_are_no_jargon) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_NEUTRAL, 0, "your modem shows packet loss");
  CHECK(draft_finding(draft_review(&draft, "I see packet loss as well."),
                      "jargon") == NULL);
  draft_heard(&draft, FEELING_NEUTRAL, 0, "your calls break off");
  CHECK(draft_finding(draft_review(&draft, "I see packet loss as well."),
                      "jargon") != NULL);
  draft_fini(&draft);
}

/* "Sorry for your disappointment" is stock, and worse than that. */
TEST(what_is_stock_gives_way_to_what_hurts) {
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_ANGER, 3, "your sofa came without legs");
  const struct review *review =
      draft_review(&draft, "We do apologise for your disappointment, and I've "
                           "ordered the legs for Tuesday.");
  CHECK(draft_finding(review, "non-apology") != NULL);
  CHECK(draft_finding(review, "canned") == NULL);
  draft_fini(&draft);
}

/* A page that answers a calm question is an answer. */
TEST(a_page_is_an_answer_to_who_is_calm) {
  static const char words[] = "Please visit our website.";
  struct draft draft;
  draft_init(&draft);
  draft_heard(&draft, FEELING_NEUTRAL, 0, "");
  CHECK(draft_finding(draft_review(&draft, words), "runaround") == NULL);
  draft_heard(&draft, FEELING_ANGER, 2, "your sofa came without legs");
  CHECK(draft_finding(draft_review(&draft, words), "runaround") != NULL);
  draft_fini(&draft);
}

/* To who told of trouble, put out by it. */
static void check_told(const struct table *table) {
  struct draft draft;
  draft_init(&draft);
  draft.language->has_draft = false;
  draft_heard(&draft, FEELING_FRUSTRATION, 1, "your boiler is cold");
  for (int i = 0; i < 8 && table->faults[i]; i++)
    check_fault(&draft, table->rule, table->faults[i]);
  for (int i = 0; i < 8 && table->innocents[i]; i++) {
    test_case("innocent: %s", table->innocents[i]);
    CHECK(
        !draft_finding(draft_review(&draft, table->innocents[i]), table->rule));
  }
  draft_fini(&draft);
}

TEST(what_there_is_not) {
  static const struct table table = {
      "powerless",
      {"We do not currently support this boiler.",
       "I'm not in charge of the rota.", "It isn't up to us.",
       "We have done all we could.", "We will have to wait and see.",
       "Nobody here can change the date.", "That is not an option.", NULL},
      {"Nobody but you can change the date.",
       "It isn't up to us, but I have asked the fitter.",
       "We do support this boiler.",
       "I have no news yet and ring you at four either way.", NULL}};
  check_told(&table);
}

TEST(limits_in_plain_words) {
  static const struct table table = {
      "policy-wall",
      {"You can only cancel while the contract runs.",
       "Gift cards can't be exchanged for parts.",
       "Our fitters are not required to move furniture.",
       "By law we have no duty to do that.",
       "Those are the terms of the offer.", NULL},
      {"You can only imagine how cold it was.",
       "You are not obliged to stay at home.", NULL}};
  check_told(&table);
}

TEST(doors_in_other_words) {
  static const struct table table = {
      "runaround",
      {"Please get in touch with our fitters by phone.",
       "Only the landlord can tell you.",
       "This is best discussed with your supplier.",
       "Kindly connect with our heating team.",
       "Please submit your complaint here.", NULL},
      {"Have you had a chance to contact us here: https://example.com/a?",
       "I have spoken to your landlord.", NULL}};
  check_told(&table);
}

TEST(patience_that_is_asked_for) {
  static const struct table table = {
      "dismissal",
      {"Kindly be patient.", "Please have a little patience.",
       "Just stay patient.", "It is not as bad as it sounds.",
       "You may be imagining it.", NULL},
      {"Thank you for staying so patient.", "You were very patient with us.",
       NULL}};
  check_told(&table);
}

TEST(faults_put_on_them_in_passing) {
  static const struct table table = {
      "blame",
      {"You never confirmed the visit.", "We did send you a letter.",
       "That was your own choice.", "You were late.",
       "Presumably you dropped it.", "You keep pressing the wrong one.", NULL},
      {"You never received the letter.",
       "You were supposed to get it on Monday.",
       "You waited too long on the phone.", NULL}};
  check_told(&table);
}
