// Package lang knows what differs from language to language: names, direction,
// plurals, dates, numbers, order, case, quotation marks, addresses (slugs), and
// which language a text is written in.
//
// English, Russian, Azerbaijani, Armenian, Georgian, Ukrainian, Turkish, Persian
// and Arabic have reviewed tables. Any other valid BCP 47 tag works too: it gets
// language-free forms (ISO 8601 dates, plain digits) rather than a wrong
// language's words.
//
// Every function is pure and safe for concurrent use. The package never holds
// sentences of the interface (those are in the words catalogue), never touches
// the network, a file or a clock, and never decides which language to publish in.
package lang
