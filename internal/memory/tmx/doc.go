// Package tmx reads and writes translation memories as files of TMX 1.4b (LISA OSCAR, 2005),
// unit by unit, whatever their size.
//
// It takes the words of a segment and leaves its codes: what stands in bpt, ept, it, ph and ut
// is another program's formatting, what stands in hi is text. It resolves no entity but those
// of XML itself, fetches no DTD, and refuses what is nested without end or too large to be a
// sentence. Its faults name line and column.
//
// It is pure but for its reader and writer. It knows nothing of how a memory is kept.
package tmx
