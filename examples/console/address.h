/* May a webhook connect to this address, as the plugin judges it? */
#ifndef CONSOLE_ADDRESS_H
#define CONSOLE_ADDRESS_H

#include <json-c/json.h>
#include <stdbool.h>

/* ip: as text. allow: the webhook's list of networks, or NULL. */
bool address_allowed(const char *ip, json_object *allow);

#endif
