#include "delivery/outbox.h"

#include <attune.h>
#include <stdlib.h>

#include "base/hash.h"
#include "delivery/heap.h"
#include "delivery/lane.h"

/* The letters for one endpoint. */
struct queue {
  struct queue *next;
  struct str endpoint;
  struct heap due[CLASS_COUNT];
  size_t letters[CLASS_COUNT]; /* in any place: that much room is kept */
  char name[];
};

/* The letters of one class that could be given up, the nearest end first. */
struct shelf {
  struct heap expiry;
  size_t letters; /* in any place */
  size_t bytes;   /* of those in the heap */
};

struct outbox {
  struct queue *queues;
  struct shelf shelves[CLASS_COUNT];
  struct lanes lanes;
  size_t letters_max;
  size_t bytes_max;
  uint64_t number;
  struct outbox_counts counts;
  struct outbox_observer observer;
};

static struct entry *entry_of_due(struct heap_node *node) {
  return (struct entry *)((char *)node - offsetof(struct entry, due));
}

static struct entry *entry_of_expiry(struct heap_node *node) {
  return (struct entry *)((char *)node - offsetof(struct entry, expiry));
}

struct outbox *outbox_new(size_t letters_max, size_t bytes_max) {
  struct outbox *outbox = calloc(1, sizeof(*outbox));
  if (!outbox)
    return NULL;
  if (lanes_init(&outbox->lanes, letters_max) != ATTUNE_OK) {
    free(outbox);
    return NULL;
  }
  outbox->letters_max = letters_max;
  outbox->bytes_max = bytes_max;
  return outbox;
}

/* Every letter is in this table, wherever else it is. */
static void free_entries(struct outbox *outbox) {
  struct lanes *lanes = &outbox->lanes;
  for (size_t i = 0; i <= lanes->mask; i++)
    while (lanes->ids[i]) {
      struct entry *entry = lanes->ids[i];
      lanes->ids[i] = entry->id_next;
      free(entry);
    }
}

void outbox_free(struct outbox *outbox) {
  if (!outbox)
    return;
  free_entries(outbox);
  while (outbox->queues) {
    struct queue *queue = outbox->queues;
    outbox->queues = queue->next;
    for (unsigned c = 0; c < CLASS_COUNT; c++)
      heap_fini(&queue->due[c]);
    free(queue);
  }
  for (unsigned c = 0; c < CLASS_COUNT; c++)
    heap_fini(&outbox->shelves[c].expiry);
  lanes_fini(&outbox->lanes);
  free(outbox);
}

void outbox_observe(struct outbox *outbox,
                    const struct outbox_observer *observer) {
  outbox->observer = *observer;
}

/* One heap a class: a backlog of durable letters after an outage must not
 * stand before an inline one that has seconds to live. */
static void wait_in_queue(struct entry *entry) {
  entry->place = PLACE_WAITING;
  entry->due.key = entry->letter.due_us;
  heap_push(&entry->queue->due[entry->letter.class_], &entry->due);
}

static void stand_on_shelf(struct outbox *outbox, struct entry *entry) {
  struct shelf *shelf = &outbox->shelves[entry->letter.class_];
  heap_push(&shelf->expiry, &entry->expiry);
  shelf->bytes += entry->letter.body.size;
}

static void leave_shelf(struct outbox *outbox, struct entry *entry) {
  struct shelf *shelf = &outbox->shelves[entry->letter.class_];
  heap_remove(&shelf->expiry, &entry->expiry);
  shelf->bytes -= entry->letter.body.size;
}

static void open_lane(struct outbox *outbox, const struct letter *letter) {
  if (letter->class_ != CLASS_DURABLE)
    return;
  struct entry *next = lanes_next_held(&outbox->lanes, letter);
  if (next)
    wait_in_queue(next);
}

static void count_end(struct outbox_counts *counts, enum outcome outcome) {
  switch (outcome) {
  case OUTCOME_DELIVERED:
    counts->delivered++;
    break;
  case OUTCOME_EXPIRED:
    counts->expired++;
    break;
  case OUTCOME_DEAD:
    counts->dead++;
    break;
  case OUTCOME_SUPERSEDED:
    counts->superseded++;
    break;
  case OUTCOME_DROPPED:
  case OUTCOME_RETRY:
    counts->dropped++;
    break;
  }
}

/* The end of a letter: told, counted where it belongs, and freed. */
static void retire(struct outbox *outbox, struct entry *entry,
                   enum outcome outcome) {
  enum delivery_class class_ = entry->letter.class_;
  if (outbox->observer.left)
    outbox->observer.left(outbox->observer.user, &entry->letter, outcome);
  if (entry->place == PLACE_WAITING)
    heap_remove(&entry->queue->due[class_], &entry->due);
  if (entry->place != PLACE_FLYING)
    leave_shelf(outbox, entry);
  lanes_leave(&outbox->lanes, entry);
  open_lane(outbox, &entry->letter);
  entry->queue->letters[class_]--;
  outbox->shelves[class_].letters--;
  outbox->counts.pending--;
  outbox->counts.pending_bytes -= entry->letter.body.size;
  count_end(&outbox->counts, outcome);
  free(entry);
}

static struct queue *find_queue(const struct outbox *outbox,
                                struct str endpoint) {
  struct queue *queue = outbox->queues;
  while (queue && !str_equal(queue->endpoint, endpoint))
    queue = queue->next;
  return queue;
}

static struct queue *make_queue(struct outbox *outbox, struct str endpoint) {
  struct queue *queue = find_queue(outbox, endpoint);
  if (queue)
    return queue;
  queue = calloc(1, sizeof(*queue) + endpoint.size + 1);
  if (!queue)
    return NULL;
  if (endpoint.size > 0)
    memcpy(queue->name, endpoint.data, endpoint.size);
  queue->endpoint = (struct str){queue->name, endpoint.size};
  queue->next = outbox->queues;
  outbox->queues = queue;
  return queue;
}

static struct str keep(char **at, struct str text) {
  struct str kept = {*at, text.size};
  if (text.size > 0)
    memcpy(*at, text.data, text.size);
  *at += text.size;
  return kept;
}

static struct entry *entry_new(const struct outbox *outbox, struct queue *queue,
                               const struct letter *letter) {
  struct entry *entry = calloc(1, sizeof(*entry) + letter->conversation.size +
                                      letter->draft.size + letter->body.size);
  if (!entry)
    return NULL;
  char *at = entry->strings;
  entry->letter = *letter;
  entry->letter.in_flight = false;
  entry->letter.endpoint = queue->endpoint;
  entry->letter.conversation = keep(&at, letter->conversation);
  entry->letter.draft = keep(&at, letter->draft);
  entry->letter.body = keep(&at, letter->body);
  entry->queue = queue;
  entry->due.number = entry->expiry.number = outbox->number;
  entry->expiry.key = letter->expires_ms;
  return entry;
}

/* Would it fit if all that is less durable, and older, were not there? */
static bool could_fit(const struct outbox *outbox, const struct letter *letter,
                      const struct entry *older) {
  size_t letters = older ? 1 : 0;
  size_t bytes = older ? older->letter.body.size : 0;
  for (unsigned c = 0; c < letter->class_; c++) {
    letters += outbox->shelves[c].expiry.count;
    bytes += outbox->shelves[c].bytes;
  }
  return outbox->counts.pending - letters < outbox->letters_max &&
         letter->body.size <= outbox->bytes_max &&
         outbox->counts.pending_bytes - bytes <=
             outbox->bytes_max - letter->body.size;
}

/* What is nearest to its end goes first; it would be of least use. */
static void make_room(struct outbox *outbox, const struct letter *letter) {
  unsigned c = 0;
  while (outbox->counts.pending >= outbox->letters_max ||
         outbox->counts.pending_bytes > outbox->bytes_max - letter->body.size) {
    struct heap_node *first = heap_first(&outbox->shelves[c].expiry);
    if (first)
      retire(outbox, entry_of_expiry(first), OUTCOME_DROPPED);
    else if (++c >= CLASS_COUNT)
      return;
  }
}

/* A letter that is put back after a failure must find room without asking
 * for memory, so room for all of them is kept from the start. */
static bool reserve(struct outbox *outbox, struct queue *queue,
                    enum delivery_class class_) {
  struct shelf *shelf = &outbox->shelves[class_];
  return heap_reserve(&queue->due[class_], queue->letters[class_] + 1) == 0 &&
         heap_reserve(&shelf->expiry, shelf->letters + 1) == 0;
}

static void enter(struct outbox *outbox, struct entry *entry) {
  const struct letter *letter = &entry->letter;
  lanes_join(&outbox->lanes, entry);
  entry->queue->letters[letter->class_]++;
  outbox->shelves[letter->class_].letters++;
  outbox->number++;
  outbox->counts.put++;
  outbox->counts.pending++;
  outbox->counts.pending_bytes += letter->body.size;
  stand_on_shelf(outbox, entry);
  entry->place = PLACE_HELD;
  if (letter->class_ == CLASS_DURABLE)
    open_lane(outbox, letter);
  else
    wait_in_queue(entry);
  if (outbox->observer.entered)
    outbox->observer.entered(outbox->observer.user, letter);
}

/* All that can fail comes before the first change: a letter that cannot be
 * taken in must not cost the one that it would have superseded. */
int outbox_put(struct outbox *outbox, const struct letter *letter) {
  if (lanes_find_id(&outbox->lanes, letter))
    return ATTUNE_OK;
  struct entry *older = NULL;
  if (letter->class_ == CLASS_INLINE)
    older = lanes_find(&outbox->lanes, letter, PLACE_WAITING);
  if (!could_fit(outbox, letter, older)) {
    outbox->counts.refused++;
    return ATTUNE_E_BUSY;
  }
  struct queue *queue = make_queue(outbox, letter->endpoint);
  struct entry *entry = NULL;
  if (queue && reserve(outbox, queue, letter->class_))
    entry = entry_new(outbox, queue, letter);
  if (!entry) {
    outbox->counts.refused++;
    return ATTUNE_E_MEMORY;
  }
  if (older)
    retire(outbox, older, OUTCOME_SUPERSEDED);
  make_room(outbox, letter);
  enter(outbox, entry);
  return ATTUNE_OK;
}

static struct letter *fly(struct outbox *outbox, struct entry *entry) {
  leave_shelf(outbox, entry);
  entry->place = PLACE_FLYING;
  entry->letter.in_flight = true;
  return &entry->letter;
}

static struct letter *take_class(struct outbox *outbox, struct queue *queue,
                                 enum delivery_class class_, int64_t now_us) {
  struct heap *due = &queue->due[class_];
  struct heap_node *first = NULL;
  while ((first = heap_first(due)) && first->key <= now_us) {
    struct entry *entry = entry_of_due(first);
    heap_remove(due, first);
    if (class_ != CLASS_DURABLE ||
        !lanes_find(&outbox->lanes, &entry->letter, PLACE_FLYING))
      return fly(outbox, entry);
    entry->place = PLACE_HELD;
  }
  return NULL;
}

struct letter *outbox_take(struct outbox *outbox, struct str endpoint,
                           int64_t now_us) {
  struct queue *queue = find_queue(outbox, endpoint);
  struct letter *letter = NULL;
  for (int c = 0; queue && !letter && c < CLASS_COUNT; c++)
    letter = take_class(outbox, queue, (enum delivery_class)c, now_us);
  return letter;
}

/* While it was away its conversation may have been erased, or a newer letter
 * about the same draft put: then its failure is its end. */
static void put_back(struct outbox *outbox, struct entry *entry) {
  struct letter *letter = &entry->letter;
  if (entry->erased) {
    retire(outbox, entry, OUTCOME_DROPPED);
    return;
  }
  if (letter->class_ == CLASS_INLINE &&
      lanes_find(&outbox->lanes, letter, PLACE_WAITING)) {
    retire(outbox, entry, OUTCOME_SUPERSEDED);
    return;
  }
  letter->in_flight = false;
  stand_on_shelf(outbox, entry);
  wait_in_queue(entry);
  open_lane(outbox, letter);
  if (outbox->observer.postponed)
    outbox->observer.postponed(outbox->observer.user, letter);
}

void outbox_settle(struct outbox *outbox, struct letter *letter,
                   enum outcome outcome) {
  struct entry *entry = (struct entry *)letter;
  if (outcome == OUTCOME_RETRY)
    put_back(outbox, entry);
  else
    retire(outbox, entry, outcome);
}

void outbox_expire(struct outbox *outbox, int64_t wall_ms) {
  for (int c = 0; c < CLASS_COUNT; c++) {
    enum outcome outcome = c == CLASS_DURABLE ? OUTCOME_DEAD : OUTCOME_EXPIRED;
    struct heap_node *first = NULL;
    while ((first = heap_first(&outbox->shelves[c].expiry)) &&
           first->key <= wall_ms)
      retire(outbox, entry_of_expiry(first), outcome);
  }
}

void outbox_drop_inline(struct outbox *outbox, struct str endpoint) {
  struct queue *queue = find_queue(outbox, endpoint);
  struct heap_node *first = NULL;
  while (queue && (first = heap_first(&queue->due[CLASS_INLINE])))
    retire(outbox, entry_of_due(first), OUTCOME_DROPPED);
}

int64_t outbox_next_due_us(const struct outbox *outbox, struct str endpoint) {
  const struct queue *queue = find_queue(outbox, endpoint);
  int64_t next = INT64_MAX;
  for (int c = 0; queue && c < CLASS_COUNT; c++) {
    const struct heap_node *first = heap_first(&queue->due[c]);
    if (first && first->key < next)
      next = first->key;
  }
  return next;
}

static void erase_entry(struct outbox *outbox, struct entry *entry) {
  if (entry->place == PLACE_FLYING)
    entry->erased = true;
  else
    retire(outbox, entry, OUTCOME_DROPPED);
}

uint64_t outbox_conversation_hash(struct str conversation) {
  return hash_bytes(HASH_START, conversation);
}

void outbox_erase_hashed(struct outbox *outbox, uint64_t hash) {
  for (size_t i = 0; i <= outbox->lanes.mask; i++) {
    struct entry *next = NULL;
    for (struct entry *entry = outbox->lanes.ids[i]; entry; entry = next) {
      next = entry->id_next;
      if (outbox_conversation_hash(entry->letter.conversation) == hash)
        erase_entry(outbox, entry);
    }
  }
}

void outbox_erase(struct outbox *outbox, struct str conversation) {
  outbox_erase_hashed(outbox, outbox_conversation_hash(conversation));
}

void outbox_counts(const struct outbox *outbox, struct outbox_counts *out) {
  *out = outbox->counts;
}
