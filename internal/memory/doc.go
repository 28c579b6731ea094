// Package memory keeps what was translated and found right, sentence by sentence, and gives
// it back when the same or similar words are to be translated again.
//
// It is filled from reviewed blocks (Keep), in the transaction of the review: the sentences
// of a block and of its translation are paired where there are as many of them, else the
// block is kept whole. It is asked with Look, which finds equal and similar words, and with
// Concordance, which finds single words; any two languages make a pair, and each pair is
// asked both ways round. TMX files bring segments in and take them out (Import, Export).
//
// A new segment joins the pair's tail, rows that every look-up goes through. When the tail
// has grown, the job memory.fold gives its segments numbers and takes them into the index:
// for each group of three letters the list of the segments it stands in, in rows by chunks
// of 65,536. A segment that is mended goes back to the tail; one that is deleted leaves a
// number that leads nowhere.
//
// Tables: memory_pair, memory_segment, memory_posting, memory_gram. Job: memory.fold.
//
// It never takes a machine's words that nobody has read, never changes a text, and decides
// no right: its callers ask people.May.
package memory
