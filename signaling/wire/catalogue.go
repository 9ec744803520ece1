package wire

import (
	"maps"
	"slices"
)

// toServer and toClient are the whole language; a message that is in neither cannot be decoded.
var (
	toServer = index(
		func() Message { return new(Hello) }, func() Message { return new(Bye) }, func() Message { return new(Ack) },
		func() Message { return new(Ping) },
		func() Message { return new(Knock) }, func() Message { return new(KnockCancel) }, func() Message { return new(LobbyMessage) },
		func() Message { return new(Offer) }, func() Message { return new(Candidate) },
		func() Message { return new(PublishSet) }, func() Message { return new(Want) },
		func() Message { return new(HandSet) }, func() Message { return new(LangSpeak) }, func() Message { return new(ChatSend) },
		func() Message { return new(StartWithout) }, func() Message { return new(Extend) }, func() Message { return new(Stats) },
		func() Message { return new(DocPresent) }, func() Message { return new(DocPage) }, func() Message { return new(DocClose) },
		func() Message { return new(DocPointer) },
		func() Message { return new(LobbyAdmit) }, func() Message { return new(LobbyAdmitAll) }, func() Message { return new(LobbyDeny) },
		func() Message { return new(LobbyReturn) },
		func() Message { return new(Mute) }, func() Message { return new(UnmuteAsk) }, func() Message { return new(Remove) },
		func() Message { return new(Lock) }, func() Message { return new(End) },
		func() Message { return new(ListenSet) }, func() Message { return new(InterpDirection) }, func() Message { return new(InterpTake) },
		func() Message { return new(InterpSlower) },
	)
	toClient = index(
		func() Message { return new(HelloOK) }, func() Message { return new(OK) }, func() Message { return new(Error) },
		func() Message { return new(Pong) },
		func() Message { return new(LobbyStatus) }, func() Message { return new(LobbyList) }, func() Message { return new(Knocked) },
		func() Message { return new(LobbySaid) },
		func() Message { return new(State) }, func() Message { return new(Delta) }, func() Message { return new(Timer) },
		func() Message { return new(Late) }, func() Message { return new(OfficeWord) },
		func() Message { return new(Answer) }, func() Message { return new(ICE) }, func() Message { return new(ICERestartPlease) },
		func() Message { return new(Slots) }, func() Message { return new(LayersWant) }, func() Message { return new(MediaStalled) },
		func() Message { return new(ChatMsg) }, func() Message { return new(ChatHistory) },
		func() Message { return new(Doc) }, func() Message { return new(DocPointer) },
		func() Message { return new(MutedBy) }, func() Message { return new(UnmuteAsked) }, func() Message { return new(Removed) },
		func() Message { return new(Speaker) }, func() Message { return new(Quality) },
		func() Message { return new(Moved) }, func() Message { return new(Farewell) },
		func() Message { return new(SlowerAsked) },
	)
)

func index(fresh ...func() Message) map[string]func() Message {
	known := make(map[string]func() Message, len(fresh))
	for _, f := range fresh {
		known[f().Type()] = f
	}
	return known
}

// ToServer is an empty message of each type that clients send, in the order of its t.
func ToServer() []Message { return list(toServer) }

// ToClient is an empty message of each type that servers send, in the order of its t.
func ToClient() []Message { return list(toClient) }

func list(known map[string]func() Message) []Message {
	var all []Message
	for _, t := range slices.Sorted(maps.Keys(known)) {
		all = append(all, known[t]())
	}
	return all
}
