/*
 * What must not be given a feeling: requests, questions and statements of many
 * trades. An agent who is told that a plain question is upset stops believing
 * the reading.
 */
#include "sample.h"

static const char *const plain[] = {
    "Do you deliver to the Isle of Skye?",
    "Could you send me the invoice for March, please?",
    "I'd like to change the delivery address on my order.",
    "What are your opening hours on Sunday?",
    "Is the walnut desk available in a narrower version?",
    "Please add my new email to the account.",
    "How do I export my contacts as a spreadsheet?",
    "Hi, can I bring a pushchair on the airport coach?",
    "I would like to book a table for four on Friday evening.",
    "Which plan includes international calls?",
    "Can you tell me whether this kettle works at 110 volts?",
    "Good morning, please confirm the check-in time for booking 88213.",
    "We are moving in June and want to transfer our broadband to the new "
    "address.",
    "Is there a student discount on the yearly plan?",
    "Could I have a copy of my contract?",
    "I want to upgrade to the larger storage plan.",
    "When does the summer sale start?",
    "My tenant moves out on the 30th, so please end the electricity contract "
    "on that date.",
    "Does the trial ask for a card?",
    "Please tell me how many licences we have left.",
    "I need the VAT number of your company for our books.",
    "Can the chairs be delivered without assembly?",
    "How long does a transfer to a Polish bank take?",
    "Do you ship spare filters for the older coffee machine?",
    "I'm looking for a vegan option on the evening flight.",
    "What is the weight limit for hand luggage?",
    "We need two extra chairs for the meeting room on Tuesday.",
    "Is parking included with the family room?",
    "Could you move my dentist appointment from Monday to Wednesday?",
    "Where can I download the user manual for the AX-20?",
    "Please send the tracking link for order 551209.",
    "Can I pay by bank transfer instead of card?",
    "I have attached the signed form.",
    "The meter reading on 3 May was 40218.",
    "Does the warranty cover the battery?",
    "Could you reset the password for our second user?",
    "How can I cancel one lesson and keep the others?",
    "Do I need a passport for the ferry to Jersey?",
    "Is it possible to have the parcel left with the neighbour at number 12?",
    "My order number is 7719203, the name is Petra Lang.",
    "I am writing to ask about your wholesale prices.",
    "We would like to add a third driver to the car insurance.",
    "What time does the last bus leave from the station?",
    "Can you recommend a paint for bathroom ceilings?",
    "Please change the name on the ticket to Maria Oliveira.",
    "Do you have the blue jacket in size 42?",
    "How do I turn off the night light on the monitor?",
    "I'd like a quote for cleaning an office of 120 square metres.",
    "Is the swimming pool open in October?",
    "Can I use the voucher together with the loyalty card?",
    "Our purchase order is PO-44120, please use it on the invoice.",
    "Will the webinar be recorded?",
    "Which cable do I need for the second screen?",
    "Does your API support paging?",
    "Please forward the attached CV to the hiring team.",
    "I want to know how the points are calculated.",
    "What documents do you need to open a business account?",
    "Can the subscription be paused for two months?",
    "Are dogs allowed in the holiday cottages?",
    "Could you tell me the price of a return ticket to Lyon?",
    "I'd like to order the same flowers as last year.",
    "Is there a lift in the building?",
    "Where do I enter the discount code?",
    "Please let me know when the blue mugs are back in stock.",
    "How do we invite guests to a shared folder?",
    "Our team has grown to twelve people, what would the price be?",
    "Can you check whether my payment of 12 April has been received?",
    "Do you offer classes for beginners on weekends?",
    "I would like to return the shoes, they are a size too large.",
    "What is the difference between the basic and the plus plan?",
    "The address should read 14 Mill Lane, not 41.",
    "How many pages can the printer tray hold?",
    "Could you please call me on Thursday afternoon about the survey?",
    "I have a question about the annual statement.",
    "Is breakfast served before seven?",
    "Can I collect the order in your shop in Leeds?",
    "Which airport terminal do you fly from?",
    "Please send me a replacement remote control, model RC-9, I will pay for "
    "it.",
    "We plan to visit in August with two children.",
    "Do you sell gift cards?",
    "How do I add a signature to my emails?",
    "My appointment is at ten, may I come at half past?",
    "Are the tyres in stock and can you fit them on Saturday?",
    "I'd like to speak about a mortgage, when is somebody free?",
    "Does the course include a certificate?",
    "Which size of crate fits a beagle?",
    "Could the engineer come after five?",
    "Thanks, one more question: does it also work with Linux?",
    "Please take me off the mailing list.",
    "Is this lamp suitable for outdoors?",
    "How do I renew my library card?",
    "Our new billing contact is Tomas Berg.",
    "Can I change my seat online?",
    "What is the lead time for 500 printed bags?",
    "I am interested in the flat on Queen Street.",
    "Do the curtains come with hooks?",
    "Please confirm that you received my documents.",
    "How often should the water filter be changed?",
    "We'd like to extend the rental by one day.",
    "Is the museum accessible by tram?",
    "Could you explain the second line of the invoice?",
    "I'm after a part for a lawnmower, the blade belt.",
    "Can a colleague pick up the keys for me?",
    "What is the SWIFT code of your bank?",
    "Do you accept old phones in part exchange?",
    "Please schedule the backup for 2 am.",
    "How do I share my calendar with my wife?",
    "Is gluten free pasta on the menu?",
    "I ordered two lamps and would like to add a third to the same order.",
    "When will the exam timetable be published?",
    "May I bring my own projector?",
    "Could you give me the dimensions of the box?",
    "We use the app at work and want to move to yearly billing.",
    "Where is the serial number printed on the dishwasher?",
    "Does the gym have a family rate?",
    "Please book me on the 9:40 instead of the 8:15.",
    "I would like to donate my old computer, do you collect?",
    "Are there any jobs in your Bristol store?",
    "How do I switch the language to Spanish?",
    "What happens to my points when I change my plan?",
    "Can you print the photos on matt paper?",
    "I have two accounts and would like to merge them.",
    "Is the ring available in white gold?",
    "Can I get the receipt as a PDF?",
    "Our school needs thirty tablets for September.",
    "Does the oven have a self cleaning function?",
    "Please update my phone number to 0161 555 0144.",
    "What is your policy on late check-out?",
    "I am going to Norway next month, does my plan work there?",
    "Which vaccination does my cat need for travelling?",
    "Could you hold the parcel until Monday?",
    "How do I set up two-step sign in?",
    "Is it cheaper to pay for the whole year?",
    "Hello, I would like to know the status of my application.",
    "Can you deliver on a Saturday morning?",
    "I'd like to buy the sofa from your window display.",
    "Do I have to register before the workshop?",
    "Please send three more boxes of A4 paper.",
    "How large is the download?",
    "Can my son have his own login?",
    "We have a new vehicle, registration KX19 ABC, please add it.",
    "What colours does the rug come in?",
    "Is the shuttle from the hotel free?",
    "I would like my deposit to be paid to the same account.",
    "When is the next delivery to Cornwall?",
    "Do you repair watches?",
    "Could I get a vegetarian meal on flight TZ410?",
    "The form asks for a policy number, where do I find it?",
    "Can the invoice be in Swiss francs?",
    "Please let Dr Amadi know that I will be ten minutes late.",
};

TEST(plain_messages_stay_neutral) {
  for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
    struct sample sample;
    sample_init(&sample, plain[i]);
    if (sample.reading.feeling != FEELING_NEUTRAL)
      test_fail(__FILE__, __LINE__, "read as %s",
                feeling_name(sample.reading.feeling));
    CHECK_INT(sample.reading.heat, 0);
    CHECK(!sample.reading.careful);
    sample_fini(&sample);
  }
}

/* Words of complaints, said calmly. */
static const char *const calm_trouble_words[] = {
    "Do you mend broken rakes?",
    "Could you send me the form for complaints, please?",
    "Is there a charge if I cancel the class a day before?",
    "What does error code 12 stand for in the manual?",
    "How do I report a fault to the landlord's agent?",
    "Do you sell anything for stuck jar lids?",
    "Which insurance covers a cracked screen?",
    "Where can I download the log file you asked for?",
    "Please cancel the second of the two orders, no rush.",
    "Can I get a refund to a different card?",
    "Here is the reference, 77-120.",
    "Could you tell me whether delayed trains are shown in the app?",
    "How long do I have to return an item for a refund?",
    "Do I need to call again to renew it?",
};

TEST(words_of_trouble_in_a_plain_request_are_no_trouble) {
  for (size_t i = 0;
       i < sizeof(calm_trouble_words) / sizeof(calm_trouble_words[0]); i++) {
    struct sample sample;
    test_case("%s", calm_trouble_words[i]);
    sample_init(&sample, calm_trouble_words[i]);
    CHECK_INT(sample.reading.feeling, FEELING_NEUTRAL);
    CHECK_INT(sample.reading.heat, 0);
    sample_fini(&sample);
  }
}

/* The innocent form of a request does not hide what it is about. */
TEST(a_polite_request_may_be_upset) {
  static const char *const upset[] = {
      "Could you please explain why nobody has answered me in six weeks?",
      "Can you tell me why I was charged three times, this is ridiculous!",
      "Please send someone, the flat smells of gas.",
      "I would like to speak to your manager, I am furious.",
  };
  for (size_t i = 0; i < sizeof(upset) / sizeof(upset[0]); i++) {
    struct sample sample;
    test_case("%s", upset[i]);
    sample_init(&sample, upset[i]);
    CHECK(sample.reading.feeling != FEELING_NEUTRAL);
    CHECK(sample.reading.heat > 0);
    sample_fini(&sample);
  }
}

TEST(a_plain_message_after_an_upset_one_is_plain) {
  struct history history = {.customer_messages = 1,
                            .agent_messages = 1,
                            .feeling = FEELING_FRUSTRATION,
                            .heat = 2};
  static const char *const calm[] = {
      "The order number is 5512.",
      "My address is 14 Mill Lane.",
      "Tuesday at ten is fine.",
      "Can you send it to the same address?",
  };
  for (size_t i = 0; i < sizeof(calm) / sizeof(calm[0]); i++) {
    struct sample sample;
    test_case("%s", calm[i]);
    sample_read(&sample, str_of(calm[i]), TEXT_PLAIN, &history);
    CHECK_INT(sample.reading.feeling, FEELING_NEUTRAL);
    CHECK_INT(sample.reading.trajectory, TRAJECTORY_FALLING);
    sample_fini(&sample);
  }
}
