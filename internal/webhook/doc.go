// Package webhook tells programs outside what readers see: each article that is
// published, updated or withdrawn is sent to the addresses that asked for it, signed
// (Standard Webhooks, standardwebhooks.com), again and again until it arrives or three
// days have passed.
//
// Tables: webhook, webhook_delivery. Jobs: webhook.deliver.
//
// It sends what everybody may read, at the moment of sending, and of what was withdrawn
// its id alone. It never gives out a secret twice, and never reaches an address that
// kit/fetch would not.
package webhook
