package wire

import (
	"reflect"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

func TestWritesWhatProtobufReads(t *testing.T) {
	var number wrapperspb.Int32Value
	if err := proto.Unmarshal(Int32(nil, 1, -7), &number); err != nil || number.Value != -7 {
		t.Errorf("got %v and %v", number.Value, err)
	}
	var any anypb.Any
	if err := proto.Unmarshal(String(String(nil, 1, "a/b"), 2, "\x08\x01"), &any); err != nil || any.TypeUrl != "a/b" {
		t.Errorf("got %v and %v", &any, err)
	}
}

func TestReadsWhatItWrites(t *testing.T) {
	body := Bool(Int32(Strings(nil, 1, []string{"one", "", "two"}), 2, 5), 3, true)
	fields, err := Fields(body)
	want := []Field{{ID: 1, Text: "one"}, {ID: 1}, {ID: 1, Text: "two"}, {ID: 2, Number: 5}, {ID: 3, Number: 1}}
	if err != nil || !reflect.DeepEqual(fields, want) {
		t.Errorf("got %v and %v", fields, err)
	}
	texts, err := Texts(body, 1)
	if err != nil || !reflect.DeepEqual(texts, []string{"one", "", "two"}) {
		t.Errorf("got %v and %v", texts, err)
	}
}

func TestCarriesMalformedBytesThroughTheStandardCodec(t *testing.T) {
	sent, err := proto.Marshal(Message([]byte{0x0a, 0x7f, 0x01}))
	if err != nil || !reflect.DeepEqual(sent, []byte{0x0a, 0x7f, 0x01}) {
		t.Errorf("got %v and %v", sent, err)
	}
	if err := proto.Unmarshal(sent, new(emptypb.Empty)); err == nil {
		t.Error("a truncated message was read")
	}
}
