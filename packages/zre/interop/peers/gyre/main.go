// A gyre node driven by JSON lines.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"sync"

	"github.com/zeromq/gyre"
)

type config struct {
	Name      string            `json:"name"`
	Headers   map[string]string `json:"headers"`
	Groups    []string          `json:"groups"`
	Interface string            `json:"interface"`
	Endpoint  string            `json:"endpoint"`
	Gossip    struct {
		Bind    string   `json:"bind"`
		Connect []string `json:"connect"`
	} `json:"gossip"`
}

type command struct {
	Do      string   `json:"do"`
	Peer    string   `json:"peer"`
	Group   string   `json:"group"`
	Content []string `json:"content"`
	Count   int      `json:"count"`
}

type fields map[string]interface{}

type burst struct {
	count   int
	inOrder bool
}

var (
	lock   sync.Mutex
	bursts = map[string]*burst{}
	number = regexp.MustCompile(`^burst:(\d+)/(\d+)$`)
)

func report(what fields) {
	lock.Lock()
	defer lock.Unlock()
	line, _ := json.Marshal(what)
	fmt.Println(string(line))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func configure(node *gyre.Gyre, options config) {
	if options.Name != "" {
		must(node.SetName(options.Name))
	}
	must(node.SetInterface(options.Interface))
	for key, value := range options.Headers {
		must(node.SetHeader(key, "%s", value))
	}
	if options.Endpoint != "" {
		must(node.SetEndpoint(options.Endpoint))
	}
	if options.Gossip.Bind != "" {
		must(node.GossipBind(options.Gossip.Bind))
	}
	for _, hub := range options.Gossip.Connect {
		must(node.GossipConnect(hub))
	}
	for _, group := range options.Groups {
		must(node.Join(group))
	}
}

// Tens of thousands of numbered messages are counted here and told of once.
func tellContent(kind string, event *gyre.Event) {
	text := event.Msg()
	found := number.FindSubmatch(text)
	if found == nil {
		report(fields{"type": kind, "peer": event.Sender(), "name": event.Name(), "group": event.Group(),
			"content": []string{base64.StdEncoding.EncodeToString(text)}})
		return
	}
	index, _ := strconv.Atoi(string(found[1]))
	count, _ := strconv.Atoi(string(found[2]))
	seen, known := bursts[event.Sender()]
	if !known {
		seen = &burst{inOrder: true}
		bursts[event.Sender()] = seen
	}
	seen.inOrder = seen.inOrder && index == seen.count
	seen.count++
	if index == count-1 {
		report(fields{"type": "burst", "peer": event.Sender(), "count": seen.count, "inOrder": seen.inOrder})
	}
}

func tell(event *gyre.Event) {
	about := fields{"peer": event.Sender(), "name": event.Name()}
	switch event.Type() {
	case gyre.EventEnter:
		about["type"], about["headers"], about["endpoint"] = "enter", event.Headers(), event.Addr()
	case gyre.EventExit:
		about["type"] = "exit"
	case gyre.EventJoin:
		about["type"], about["group"] = "join", event.Group()
	case gyre.EventLeave:
		about["type"], about["group"] = "leave", event.Group()
	case gyre.EventWhisper:
		tellContent("whisper", event)
		return
	case gyre.EventShout:
		tellContent("shout", event)
		return
	}
	report(about)
}

func obey(node *gyre.Gyre, what command) {
	switch what.Do {
	case "join":
		must(node.Join(what.Group))
	case "leave":
		must(node.Leave(what.Group))
	case "whisper", "shout":
		content, err := base64.StdEncoding.DecodeString(what.Content[0])
		must(err)
		if what.Do == "whisper" {
			must(node.Whisper(what.Peer, content))
		} else {
			must(node.Shout(what.Group, content))
		}
	case "burst":
		for index := 0; index < what.Count; index++ {
			must(node.Whisper(what.Peer, []byte(fmt.Sprintf("burst:%d/%d", index, what.Count))))
		}
	case "stop":
		must(node.Stop())
	}
}

func main() {
	var options config
	must(json.Unmarshal([]byte(os.Args[1]), &options))
	node, err := gyre.New()
	must(err)
	configure(node, options)
	must(node.Start())
	report(fields{"type": "started", "peer": node.UUID()})
	go func() {
		for event := range node.Events() {
			tell(event)
		}
	}()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var what command
		must(json.Unmarshal(lines.Bytes(), &what))
		obey(node, what)
	}
}
