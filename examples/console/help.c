#include "help.h"

#include <stdio.h>

#define SCOPES                                                                 \
  "  --team, --channel, --brand, --locale NAME\n"                              \
  "                    which conversations are meant; chooses the scopes\n"

const struct command_entry commands[] = {
    {"check", command_check, "look at the manifest and run its own tests",
     "attune check [FILE] [--explain SCOPES]\n"
     "\n"
     "Names every problem of the manifest by file, line and column, runs the\n"
     "drafts in its \"tests\", and says what each scope changes. Notes when\n"
     "you could not write where its store is to lie.\n"
     "\n"
     "  --explain SCOPES  every value for such conversations and where it is\n"
     "                    from: team=billing,channel=email; \"\" is all "
     "others\n"
     "  --quiet           problems and failed tests alone\n"},
    {"try", command_try, "what Attune says about a draft or a conversation",
     "attune try [FILE]\n"
     "\n"
     "Reads a draft, or a conversation as JSON lines {\"from\",\"text\"}, "
     "from\n"
     "FILE or standard input, and shows what a customer's message calls for\n"
     "and what an agent's draft would be told, with the better version as a\n"
     "diff.\n"
     "\n"
     "  --customer TEXT   what the customer wrote, before a draft\n"
     "  --from WHO        who wrote plain text: agent (as is) or customer\n"
     "  --format FORM     text (as is), html or markdown\n"
     "  --name NAME       the customer's name; --agent NAME the agent's\n"
     "  --why             every rule: did it speak, and why not\n" SCOPES},
    {"diff", command_diff, "what a changed manifest would change",
     "attune diff OLD NEW CONVERSATIONS...\n"
     "\n"
     "Plays files of conversations (JSON lines) with both manifests and shows\n"
     "where findings, levels, prompts, scores or rewrites differ. Nothing is\n"
     "sent. Ends with 0 when all is the same and 1 when not.\n"
     "\n"
     "  --quiet           the sums alone\n" SCOPES},
    {"ping", command_ping, "send a signed endpoint.ping to the webhooks",
     "attune ping [NAME...]\n"
     "\n"
     "Sends endpoint.ping, signed with the webhook's secret, to the webhooks\n"
     "named or to all, and says status and time. An address that the plugin\n"
     "would refuse is refused here, too.\n"},
    {"verify", command_verify, "is this signature right?",
     "attune verify --id ID --timestamp SECONDS --signature TEXT [BODY]\n"
     "\n"
     "Checks a signature as a receiver must, over the bytes of the file BODY\n"
     "or standard input.\n"
     "\n"
     "  --webhook NAME    with the secret of this webhook of the manifest, or\n"
     "  --secret FROM     with this one: env:NAME or file:PATH\n"
     "  --any-time        an old timestamp is fine\n"},
    {"sign", command_sign, "sign a body as Attune does",
     "attune sign [BODY]\n"
     "\n"
     "Prints the three webhook headers for the bytes of the file BODY or of\n"
     "standard input, to try a receiver with.\n"
     "\n"
     "  --webhook NAME    with the secret of this webhook of the manifest, or\n"
     "  --secret FROM     with this one: env:NAME or file:PATH\n"
     "  --id ID           a new one otherwise; --timestamp SECONDS now\n"},
    {"letters", command_letters, "events that nobody took: list, show, replay",
     "attune letters [list]\n"
     "attune letters show ID\n"
     "attune letters replay ID...|--all\n"
     "attune letters purge ID...|--all\n"
     "\n"
     "Events that no endpoint took are kept for thirty days as dead letters.\n"
     "A replayed one is sent by a running helpdesk within seconds, under the\n"
     "id it had.\n"
     "\n"
     "  --waiting         list those still on their way instead\n"
     "  --endpoint NAME   list only those for this one\n"
     "  --max N           list at most so many (1000)\n"},
    {"trends", command_trends, "complaints that keep coming, by topic",
     "attune trends [TOPIC]\n"
     "\n"
     "Each topic with its last days and whether today is unusual.\n"},
    {"stats", command_stats, "how much is kept and on its way",
     "attune stats [FILE]\n"
     "\n"
     "What the store holds. With a FILE (\"-\": standard input) of "
     "OpenMetrics\n"
     "text, as a helpdesk hands out from attune_stats, its figures instead.\n"},
    {"erase", command_erase, "forget all that is remembered of a conversation",
     "attune erase CONVERSATION...\n"
     "\n"
     "Forgets facts, feelings, promises and events of a conversation in the\n"
     "store, and says what was there. A helpdesk that runs forgets its own\n"
     "copy when it next looks.\n"
     "\n"
     "  --yes             do not ask\n"},
    {"conversation", command_conversation,
     "all that is remembered of a conversation",
     "attune conversation ID\n"
     "\n"
     "Facts, feelings, open questions, promises and reminders, events on\n"
     "their way: what to answer somebody who asks what is kept of them.\n"},
    {"events", command_events, "follow events as they come and go",
     "attune events\n"
     "\n"
     "Looks at the store again and again and shows each event that waits, "
     "that\n"
     "died and that is gone. One that is delivered between two looks is not\n"
     "seen.\n"
     "\n"
     "  --every MS        between two looks (500)\n"
     "  --once            one look\n"
     "  --bodies          with what they say\n"},
    {"rules", command_rules, "the rules, their levels and reasons",
     "attune rules [RULE]\n"
     "\n"
     "Every rule with its level; of one, its parts, reasons and phrases.\n"
     "\n" SCOPES},
    {NULL, NULL, NULL, NULL},
};

static const char common[] =
    "\nEverywhere:\n"
    "  --manifest FILE   ATTUNE_MANIFEST, plugin.manifest in this folder, or\n"
    "                    the installed one\n"
    "  --library FILE    the plugin, attune.so\n"
    "  --json            answers as JSON, one document a line\n"
    "  --color WHEN      always, never or auto; NO_COLOR is respected\n"
    "  --width N         columns; the terminal's\n"
    "  --help            help on the command\n";

void help_one(const struct command_entry *entry) {
  printf("%s%s", entry->help, common);
}

void help_all(void) {
  puts("attune: the console of Attune, for administrators\n");
  for (const struct command_entry *entry = commands; entry->name; entry++)
    printf("  %-14s%s\n", entry->name, entry->summary);
  puts("  help COMMAND  how it goes");
  fputs(common, stdout);
  puts("\nEnds with 0: fine; 1: something was found or refused; 2: the command"
       "\nline is wrong; 3: a file cannot be read or nobody can be reached.");
}
