// Package push sends short messages to browsers that are closed or in the background
// (Web Push, RFC 8030), encrypted for the device (RFC 8291) and signed by us (VAPID,
// RFC 8292).
//
// It reaches devices through kit/fetch alone, so a made-up subscription cannot lead it
// to the inside. It never keeps a key.
package push
