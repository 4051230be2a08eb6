#pragma once
// Every proto as it was written, comments included: descriptors that are linked into a program have lost theirs.

#include <google/protobuf/descriptor.pb.h>

namespace aquacis::gateway {

const google::protobuf::FileDescriptorSet& described_files();

}  // namespace aquacis::gateway
