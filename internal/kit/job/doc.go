// Package job keeps work that follows a change, in the database, until it is done.
//
// A job is put in the transaction of the change it follows: both are kept or
// neither. A Runner takes due jobs up, in as many processes as there are, each job
// by one at a time; a job whose process died is taken up again when its lease has
// passed. A failed job is tried again, later each time, and after its last attempt
// lies among the dead, where a person can send it back.
//
// A handler may be run more than once for one job (its process can die after the
// effect and before the mark), so running it twice must do no harm. Where that is
// not enough the handler calls Settle in its own transaction: then its effects in
// the database happen exactly once.
//
// Table: job. It knows nothing of what the jobs do.
package job
