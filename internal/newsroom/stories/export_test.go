package stories

import "time"

// WriteOne writes a calendar with one event of a title, for tests.
func WriteOne(title string, at time.Time) string {
	return writeICS("Crossroads", "desk.example", at, []vevent{{"task-1", at, false, title, "/desk/stories/1/"}})
}
