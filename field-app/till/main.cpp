#include "field-app/till/program.hpp"

int main(int argc, char** argv) { return aquacis::office::till_program(argc, argv, aquacis::SystemClock()); }
