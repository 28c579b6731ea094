// Package notice tells people of what others did that concerns them: work that was
// given to them, a question that names them, a gate that waits for them. A notice is
// put in the transaction of the act it tells of, and is kept as a sentence's key and
// what fills it, so that everybody reads it in her own language.
//
// A Postman carries them out of the desk as the person chose for their kind: by mail, at
// once or gathered, and to her devices; not in her quiet hours, which go by the time of
// her bureau. Whether she may still be told is asked when it is sent.
//
// What waits for a person is told by whoever knows of it; what of that she put aside, and
// until when, is kept here.
//
// Tables: notice, notice_choice, notice_hours, notice_device, notice_key, notice_rest. Jobs:
// notice.deliver, notice.mail, notice.gather, notice.push, notice.send_link, notice.prune.
//
// Nobody is told of her own act, nor of one act twice under one key. It holds no text
// of a story beyond its headline, and of secrets only the key that pushes are signed
// with; what lets a person in is made when the mail goes out and kept nowhere.
package notice
