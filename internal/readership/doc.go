// Package readership knows how often texts are read, and by nobody in particular.
//
// A reading is told by a tiny message from the article's page. A Counter leaves out
// programs, counts each reader once a day, lets no single network count for much, and
// adds numbers up in memory; now and then it writes them down in one statement. Who a
// reader is, is a hash under a salt that lives in memory alone and dies at midnight:
// no address, no browser's name and no hash of them is ever written anywhere.
//
// A Board makes of those numbers the lists of the most read, for each edition by
// itself, and says when their order changed. Editors may hide a story from the lists;
// nobody can put one in.
//
// Tables: readership_hour, readership_day, readership_list, readership_turn,
// readership_anomaly, readership_hidden. It asks which stories can be read, and who is
// to be told of a new order, and knows neither copies nor pages.
package readership
