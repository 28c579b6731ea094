// Package machine has what is missing in a translation drafted by a program that the
// operator chose: LibreTranslate, DeepL, or any endpoint that speaks as OpenAI's chat.
//
// Tables: machine_use, machine_draft. Jobs: machine.draft.
//
// It is off until the operator names an engine. It fills empty blocks only and writes
// over nobody's words. What comes back is taken as the text of the block that was asked
// for and as nothing else: unknown marks and new links are taken off, whatever the text
// says. Every block is marked (translation.Machine) until a person has touched it, so it
// goes neither into the memory nor to readers unreviewed. The key is in no log, no
// address and no record.
package machine
